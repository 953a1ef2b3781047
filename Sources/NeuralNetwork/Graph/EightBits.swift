/// The numbers that a value has, from the smallest to the largest.
package struct ValueRange: Sendable, Hashable, Codable {
  /// The smallest number, at most 0, and the largest, at least 0.
  package let low: Float, high: Float

  package init(low: Float, high: Float) { (self.low, self.high) = (min(low, 0), max(high, 0)) }

  /// The step between two of the 8-bit numbers that stand for the range; 0 is always one of them.
  ///
  /// What is never negative has 255 steps from 0, everything else 127 to each side.
  package var step: Float {
    let step = isSigned ? max(-low, high) / 127 : high / 255
    // A value that is always 0 needs a step, too.
    return step > 0 ? step : 1
  }

  /// Whether it holds negative numbers.
  package var isSigned: Bool { low < 0 }

  /// Whether a step can be made of it.
  package var isUsable: Bool {
    low.isFinite && high.isFinite && low <= 0 && high >= 0 && step.isNormal && step < 1e30 && step > 1e-30
  }

  package init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    let (low, high) = (try pair.decode(Float.self), try pair.decode(Float.self))
    guard pair.isAtEnd, low <= 0, high >= 0 else {
      throw DecodingError.dataCorruptedError(
        in: pair, debugDescription: "a range is two numbers, the first not above 0 and the second not below")
    }
    (self.low, self.high) = (low, high)
  }

  package func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(low)
    try pair.encode(high)
  }
}

extension Network {
  /// The first layers of a net, which stay as they are: what rounding makes wrong there goes through all others, and their work
  /// is little.
  private static let firstLayers = 2

  /// The layers that are computed with 8-bit integers where a net is: convolutions over places, and linear layers on tokens.
  ///
  /// Sums, norms and attention stay as they are, and so do convolutions of a mean, whose work is nothing, and the first
  /// layers of each joined net.
  ///
  /// - Throws: `NetworkError`.
  package func eightBitLayers() throws(NetworkError) -> [Node] {
    let shapes = try shapes(batch: 1)
    var number = 0
    return nodes.filter { node in
      guard node.sharing == nil, let input = shapes[node.inputs[0]] else { return false }
      switch node.layer {
      case .convolution where input[2] * input[3] > 1: break
      case .linear where input.count == 3: break
      default: return false
      }
      // A joined net begins where the image is taken.
      number = node.inputs[0] == Self.inputName ? 1 : number + 1
      return number > Self.firstLayers
    }
  }

  /// The names of the values that these layers take, each once, in their order.
  ///
  /// - Throws: `NetworkError`.
  package func eightBitInputs() throws(NetworkError) -> [String] {
    var seen: Set<String> = []
    return try eightBitLayers().map { $0.inputs[0] }.filter { seen.insert($0).inserted }
  }
}
