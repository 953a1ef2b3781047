extension Network {
  /// Bounds that keep every product of sizes far from overflow.
  package enum Limits {
    /// The largest side of an image or map.
    package static let side = 16_384
    /// The largest batch.
    package static let batch = 65_536
    /// The most channels of a layer.
    package static let channels = 1_048_576
  }

  /// The shape of every value in the network by name, the input's included.
  ///
  /// - Throws: `NetworkError`, naming the first layer that doesn't fit. A network that passes is well formed.
  package func shapes(batch: Int) throws(NetworkError) -> [String: [Int]] {
    guard (1...Limits.side).contains(input.size), (1...Limits.channels).contains(input.channels),
      (1...Limits.batch).contains(batch)
    else { throw .invalidInput(channels: input.channels, size: input.size, batch: batch) }
    var shapes = [Self.inputName: [batch, input.channels, input.size, input.size]]
    var owners: [String: Node] = [:]
    for node in nodes {
      guard shapes[node.name] == nil else { throw .duplicateName(node.name) }
      // Only what has a shape has sizes that can be counted.
      shapes[node.name] = try node.shape(of: try taken(by: node, from: shapes))
      if let owner = node.sharing {
        guard let found = owners[owner], Set(found.parameters).isSuperset(of: node.parameters) else {
          throw .unknownValue(taker: node.name, value: owner)
        }
      } else {
        owners[node.name] = node
      }
    }
    var seen: Set<String> = []
    for output in outputs {
      guard seen.insert(output.name).inserted else { throw .duplicateName(output.name) }
      guard shapes[output.node] != nil else { throw .unknownValue(taker: output.name, value: output.node) }
    }
    return shapes
  }

  /// The shape of every output by the output's name.
  ///
  /// - Throws: `NetworkError` as `shapes(batch:)` does.
  package func outputShapes(batch: Int) throws(NetworkError) -> [String: [Int]] {
    let shapes = try shapes(batch: batch)
    return Dictionary(uniqueKeysWithValues: outputs.map { ($0.name, shapes[$0.node] ?? []) })
  }

  private func taken(by node: Node, from shapes: [String: [Int]]) throws(NetworkError) -> [[Int]] {
    let expected = node.layer.inputCount ?? max(node.inputs.count, 1)
    guard node.inputs.count == expected else {
      throw .wrongInputCount(node: node.name, expected: expected, found: node.inputs.count)
    }
    var found: [[Int]] = []
    for input in node.inputs {
      guard let shape = shapes[input] else { throw .unknownValue(taker: node.name, value: input) }
      found.append(shape)
    }
    return found
  }
}

extension Network.Node {
  /// The shape the layer makes of the shapes it takes; there is at least one.
  fileprivate func shape(of inputs: [[Int]]) throws(NetworkError) -> [Int] {
    let first = inputs[0]
    switch layer {
    case .activation, .scale: return first
    case .convolution(let convolution): return try shape(of: first, convolution)
    case .batchNorm(let norm):
      try check(norm.epsilon > 0, "its epsilon \(norm.epsilon) is not positive")
      return try expect(first, channels: norm.channels)
    case .maxPool(let pool):
      let shape = try expect(first, channels: nil)
      return shape.prefix(2) + (try window(shape, kernel: pool.kernel, stride: pool.stride, padding: pool.padding))
    case .globalAveragePool: return Array(try expect(first, channels: nil).prefix(2))
    case .spatialMean: return Array(try expect(first, channels: nil).prefix(2)) + [1, 1]
    case .multiply:
      let factor = first.count == 4 ? Array(first.prefix(2)) + [1, 1] : first
      guard inputs[1] == first || inputs[1] == factor else {
        throw .wrongShape(node: name, expected: "\(first) or \(factor)", found: inputs[1])
      }
      return first
    case .add:
      guard inputs[1] == first else { throw .wrongShape(node: name, expected: "\(first)", found: inputs[1]) }
      return first
    case .concatenate: return try concatenated(inputs)
    case .linear(let linear):
      try check(
        channels(linear.inputs) && channels(linear.outputs), "it goes from \(linear.inputs) to \(linear.outputs)")
      guard first.count == 2 || first.count == 3, first.last == linear.inputs else {
        throw .wrongShape(node: name, expected: "[N, \(linear.inputs)] or [N, T, \(linear.inputs)]", found: first)
      }
      return first.dropLast() + [linear.outputs]
    case .layerNorm(let norm):
      try check(norm.epsilon > 0, "its epsilon \(norm.epsilon) is not positive")
      return try expectChannels(norm.channels, in: first)
    case .channelScale(let channels): return try expectChannels(channels, in: first)
    case .attention(let attention): return try shape(of: first, attention)
    case .tokens(let tokens): return try shape(of: first, tokens)
    case .classToken: return [first[0], try expectTokens(first)[2]]
    case .tokenMap: return try mapShape(of: first)
    case .scoreDerivative(let attention):
      let shape = try shape(of: first, attention)
      try check(shape[1] > 1, "there is no token but the class's")
      return [shape[0], shape[1] - 1, shape[2]]
    case .geluDerivative: return try movesShape(of: inputs, channels: nil)
    case .normDerivative(let norm):
      try check(norm.epsilon > 0, "its epsilon \(norm.epsilon) is not positive")
      return try movesShape(of: inputs, channels: norm.channels)
    }
  }

  private func shape(of input: [Int], _ layer: Convolution) throws(NetworkError) -> [Int] {
    try check(
      channels(layer.inputs) && channels(layer.outputs), "it goes from \(layer.inputs) to \(layer.outputs) channels")
    try check(
      layer.groups > 0 && layer.inputs % layer.groups == 0 && layer.outputs % layer.groups == 0,
      "\(layer.groups) groups divide neither or only one of \(layer.inputs) and \(layer.outputs) channels")
    let shape = try expect(input, channels: layer.inputs)
    return [shape[0], layer.outputs]
      + (try window(shape, kernel: layer.kernel, stride: layer.stride, padding: layer.padding))
  }

  private func window(
    _ shape: [Int], kernel: Int, stride: Int, padding: Padding
  ) throws(NetworkError) -> [Int] {
    let range = 1...Network.Limits.side
    var fits = range.contains(kernel) && range.contains(stride)
    if case .explicit(let amount) = padding { fits = fits && (0...kernel / 2).contains(amount) }
    try check(fits, "kernel \(kernel), stride \(stride) and padding \(padding) don't fit together")
    let sizes = shape.suffix(2).map { padding.outputSize(size: $0, kernel: kernel, stride: stride) }
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw .wrongShape(node: name, expected: "at least \(kernel) rows and columns with their padding", found: shape)
    }
    return sizes
  }

  private func concatenated(_ inputs: [[Int]]) throws(NetworkError) -> [Int] {
    var result = inputs[0]
    try check(result.count >= 2, "its first value has no channels")
    for shape in inputs.dropFirst() {
      guard shape.count == result.count, shape[0] == result[0], shape.dropFirst(2) == result.dropFirst(2) else {
        throw .wrongShape(node: name, expected: "\(inputs[0]) but for its channels", found: shape)
      }
      result[1] += shape[1]
    }
    return result
  }

  /// A [N, C, H, W] shape, of so many channels where they are given.
  func expect(_ shape: [Int], channels: Int?) throws(NetworkError) -> [Int] {
    guard shape.count == 4, channels == nil || shape[1] == channels else {
      throw .wrongShape(node: name, expected: "[N, \(channels.map(String.init) ?? "C"), H, W]", found: shape)
    }
    return shape
  }

  func channels(_ count: Int) -> Bool { (1...Network.Limits.channels).contains(count) }

  func check(_ holds: Bool, _ reason: @autoclosure () -> String) throws(NetworkError) {
    guard holds else { throw .invalidLayer(node: name, reason: reason()) }
  }
}
