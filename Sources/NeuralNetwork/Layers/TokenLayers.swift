package struct LayerNorm: Sendable, Hashable {
  /// Channels of a token.
  package var channels: Int
  /// What is added to the variance before its root is taken.
  package var epsilon: Float

  package init(channels: Int, epsilon: Float) {
    self.channels = channels
    self.epsilon = epsilon
  }
}

package struct Attention: Sendable, Hashable {
  /// Channels of a token.
  package var channels: Int
  /// Divides the channels.
  package var heads: Int

  package init(channels: Int, heads: Int) {
    self.channels = channels
    self.heads = heads
  }
}

package struct Tokens: Sendable, Hashable {
  /// Channels of a token.
  package var channels: Int
  /// Places a side that the positions were learnt for.
  package var side: Int
  /// How positions are made for another number of places.
  package var resampling: PositionResampling

  package init(channels: Int, side: Int, resampling: PositionResampling) {
    self.channels = channels
    self.side = side
    self.resampling = resampling
  }
}

extension Network.Node {
  func shape(of input: [Int], _ layer: Attention) throws(NetworkError) -> [Int] {
    try check(
      channels(layer.channels) && layer.heads > 0 && layer.channels % layer.heads == 0,
      "\(layer.heads) heads don't divide \(layer.channels) channels")
    guard input.count == 3, input[2] == 3 * layer.channels else {
      throw .wrongShape(node: name, expected: "[N, T, 3 · \(layer.channels)]", found: input)
    }
    return [input[0], input[1], layer.channels]
  }

  func shape(of input: [Int], _ layer: Tokens) throws(NetworkError) -> [Int] {
    try check(
      channels(layer.channels) && (1...Network.Limits.tokenSide).contains(layer.side),
      "\(layer.channels) channels and \(layer.side) places per side don't fit together")
    let shape = try expect(input, channels: layer.channels)
    guard shape.suffix(2).allSatisfy({ $0 <= Network.Limits.tokenSide }) else {
      throw .wrongShape(node: name, expected: "at most \(Network.Limits.tokenSide) places per side", found: input)
    }
    return [shape[0], 1 + shape[2] * shape[3], shape[1]]
  }

  /// Rows of tokens, [N, T, C].
  func expectTokens(_ shape: [Int]) throws(NetworkError) -> [Int] {
    guard shape.count == 3 else { throw .wrongShape(node: name, expected: "[N, T, C]", found: shape) }
    return shape
  }

  /// Tokens of a square's places, [N, s², C], as an image [N, C, s, s].
  func mapShape(of input: [Int]) throws(NetworkError) -> [Int] {
    let shape = try expectTokens(input)
    let side = Int(Double(shape[1]).squareRoot().rounded())
    guard side > 0, side * side == shape[1] else {
      throw .wrongShape(node: name, expected: "[N, s², C]", found: input)
    }
    return [shape[0], shape[2], side, side]
  }

  /// A vector [N, C] and moves of it, [N, P, C]: of the moves' shape.
  func movesShape(of inputs: [[Int]], channels: Int?) throws(NetworkError) -> [Int] {
    let moves = try expectTokens(inputs[1])
    guard inputs[0] == [moves[0], moves[2]] else {
      throw .wrongShape(node: name, expected: "[\(moves[0]), \(moves[2])]", found: inputs[0])
    }
    guard let channels else { return moves }
    return try expectChannels(channels, in: moves)
  }

  /// An image, tokens or a vector of so many channels.
  func expectChannels(_ count: Int, in shape: [Int]) throws(NetworkError) -> [Int] {
    try check(channels(count), "it has \(count) channels")
    guard (2...4).contains(shape.count), (shape.count == 4 ? shape[1] : shape.last) == count else {
      throw .wrongShape(node: name, expected: "\(count) channels", found: shape)
    }
    return shape
  }
}

extension Network.Limits {
  /// Places a side of an image that becomes tokens: attention grows with their fourth power.
  package static let tokenSide = 128
}
