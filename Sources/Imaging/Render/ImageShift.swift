import Foundation

/// A change that images from elsewhere bring: what a model is calibrated for besides its own images.
package enum ImageShift: String, CaseIterable, Codable, Hashable, Sendable {
  /// Half as bright.
  case dimmed
  /// Out of focus by a hundred-and-fiftieth of the shorter side.
  case blurred
  /// A JPEG of quality 25.
  case recompressed
  /// Only four fifths of each side, off the middle.
  case cropped
  /// A third of the pixels of each side.
  case shrunk
  /// Cut into eight by eight tiles that are mixed: it shows nothing any more.
  case scrambled

  /// Those that leave an image what it shows.
  package static let harmless: [ImageShift] = [.dimmed, .blurred, .recompressed, .cropped, .shrunk]
}

extension DecodedImage {
  /// A copy changed as said, of at most 384 pixels a side; throws `ImagingError`.
  package func shifted(_ shift: ImageShift) throws(ImagingError) -> DecodedImage {
    if shift == .cropped { return cropped(to: Region(x: 0.15, y: 0.05, width: 0.8, height: 0.8)) }
    let scale = min(1, 384 / Double(max(width, height))) / (shift == .shrunk ? 3 : 1)
    func side(_ length: Int) -> Int { max(Int((Double(length) * scale).rounded()), 8) }
    var image = try rgb(width: side(width), height: side(height))
    switch shift {
    case .dimmed: image = image.mapped { $0 / 2 }
    case .blurred: image = image.blurred(by: Double(min(image.width, image.height)) / 150)
    case .recompressed: return try .decode(image.jpeg(quality: 25), minimumSide: nil)
    case .scrambled: image = image.scrambled()
    case .cropped, .shrunk: break
    }
    return try DecodedImage(image)
  }
}

extension RGBImage {
  /// The same size with other values; every value is changed alike.
  fileprivate func mapped(_ change: (UInt8) -> UInt8) -> RGBImage {
    RGBImage(width: width, height: height, pixels: pixels.map(change)) ?? self
  }

  /// Tiles of an eighth of each side in a fixed order that parts all neighbours.
  fileprivate func scrambled() -> RGBImage {
    let (across, down) = (width / 8, height / 8)
    guard across > 0, down > 0 else { return self }
    var result = [UInt8](repeating: 0, count: across * down * 64 * 3)
    for tile in 0..<64 {
      let source = (tile * 37 + 11) % 64
      for row in 0..<down {
        let from = ((source / 8 * down + row) * width + source % 8 * across) * 3
        let to = ((tile / 8 * down + row) * 8 * across + tile % 8 * across) * 3
        result.replaceSubrange(to..<(to + across * 3), with: pixels[from..<(from + across * 3)])
      }
    }
    return RGBImage(width: across * 8, height: down * 8, pixels: result) ?? self
  }

  /// A Gaussian blur with a standard deviation in pixels; edges are repeated.
  fileprivate func blurred(by deviation: Double) -> RGBImage {
    let reach = max(Int((3 * deviation).rounded(.up)), 1)
    let taps = (-reach...reach).map { Float(exp(-Double($0 * $0) / (2 * max(deviation * deviation, 1e-6)))) }
    let total = taps.reduce(0, +)
    let weights = taps.map { $0 / total }
    let rows = Self.filtered(
      pixels.map(Float.init), weights, reach, lines: height, length: width, step: 3, pitch: 3 * width)
    let both = Self.filtered(rows, weights, reach, lines: width, length: height, step: 3 * width, pitch: 3)
    return RGBImage(width: width, height: height, pixels: both.map { UInt8(min(max($0.rounded(), 0), 255)) }) ?? self
  }

  /// Weighs the values along lines of three interleaved channels: `step` from one value to the next, `pitch` from one
  /// line to the next.
  private static func filtered(
    _ values: [Float], _ weights: [Float], _ reach: Int, lines: Int, length: Int, step: Int, pitch: Int
  ) -> [Float] {
    var result = values
    // A line with its ends repeated, and its sums: tap by tap for all places at once.
    var line = [Float](repeating: 0, count: length + 2 * reach)
    var sums = [Float](repeating: 0, count: length)
    for start in (0..<(3 * lines)).map({ $0 / 3 * pitch + $0 % 3 }) {
      for place in line.indices { line[place] = values[start + min(max(place - reach, 0), length - 1) * step] }
      for place in sums.indices { sums[place] = 0 }
      for (tap, weight) in weights.enumerated() {
        line.withUnsafeBufferPointer { line in
          sums.withUnsafeMutableBufferPointer { sums in
            for place in 0..<length { sums[place] += weight * line[place + tap] }
          }
        }
      }
      for place in sums.indices { result[start + place * step] = sums[place] }
    }
    return result
  }
}
