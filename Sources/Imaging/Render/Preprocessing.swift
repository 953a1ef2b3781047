/// How an image of any shape is made square.
package enum ResizeMode: String, Codable, Hashable, Sendable, CaseIterable {
  /// Width and height are scaled independently.
  case squash
  /// Scaled down to fit, never up, and centred on the fill colour.
  case letterbox
  /// The shorter side is scaled to the square, the longer one cut to its middle.
  case crop
}

/// How an image becomes a net's input: part of a model, so its JSON form is stable.
package struct Preprocessing: Hashable, Sendable {
  /// Side of the square, in pixels.
  package let size: Int
  /// How an image comes to the net's square.
  package let resize: ResizeMode
  /// Subtracted from each red, green and blue value (0 to 1).
  package let mean: [Float]
  /// The standard deviation that the difference is then divided by.
  package let std: [Float]
  /// The letterbox's colour: red, green, blue from 0 to 1, black by default.
  package let fill: [Float]

  package init(
    size: Int, resize: ResizeMode = .squash, mean: [Float], std: [Float], fill: [Float] = [0, 0, 0]
  ) {
    self.size = size
    self.resize = resize
    self.mean = mean
    self.std = std
    self.fill = fill
  }

  /// What is wrong with the values, if anything: `planes` and decoding from JSON reject them.
  package var fault: String? {
    guard (1...4096).contains(size) else { return "the size must be from 1 to 4096" }
    guard [mean, std, fill].allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isFinite) }) else {
      return "mean, std and fill must be three numbers each"
    }
    return std.contains(0) ? "no std may be 0" : nil
  }

  /// Number of values that an image becomes: three planes of size × size.
  package var count: Int { 3 * size * size }
}

extension Preprocessing: Codable {
  private enum CodingKeys: String, CodingKey {
    case size, resize, mean
    case std = "deviation"
    case fill
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let read = Preprocessing(
      size: try values.decode(Int.self, forKey: .size),
      resize: try values.decode(ResizeMode.self, forKey: .resize),
      mean: try values.decode([Float].self, forKey: .mean),
      std: try values.decode([Float].self, forKey: .std),
      fill: try values.decodeIfPresent([Float].self, forKey: .fill) ?? [0, 0, 0])
    if let fault = read.fault {
      throw DecodingError.dataCorruptedError(forKey: .size, in: values, debugDescription: fault)
    }
    self = read
  }
}
