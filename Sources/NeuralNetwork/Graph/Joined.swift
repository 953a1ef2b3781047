extension Network {
  /// Several backbones side by side on one input: features and maps concatenated along their channels, own logits
  /// averaged, where every part has some.
  ///
  /// Each part's names get the part's name and a dot before them: `efficientnet-lite0.stem.conv.weight`. All parts see
  /// the same numbers, so they must have been trained with the same normalisation of pixels.
  ///
  /// - Parameter inputSize: Height and width of the shared image.
  /// - Throws: `NetworkError`: no part, two of one name, a part without the standard outputs, or maps of unequal size.
  package static func joined(_ parts: [Network], inputSize: Int) throws(NetworkError) -> Network {
    guard let first = parts.first else { throw .nothingToJoin }
    var joined = Network(
      name: parts.map(\.name).joined(separator: "+"),
      input: Input(channels: first.input.channels, size: inputSize), nodes: [], outputs: [])
    var features: [String] = []
    var maps: [String] = []
    var logits: [String] = []
    var side: [Int]?
    for part in parts {
      let map = try part.node(ofOutput: StandardOutput.map)
      let found = (try part.resized(to: inputSize).shapes(batch: 1)[map] ?? []).suffix(2)
      if let side, side != Array(found) {
        throw .differentMaps(network: part.name, expected: side, found: Array(found))
      }
      side = Array(found)
      joined.nodes += part.prefixed().nodes
      maps.append(part.prefix + map)
      features.append(part.prefix + (try part.node(ofOutput: StandardOutput.features)))
      if let own = part.outputs.first(where: { $0.name == StandardOutput.logits }) {
        logits.append(part.prefix + own.node)
      }
    }
    joined.nodes.append(Node(name: "joined.map", layer: .concatenate, inputs: maps))
    joined.nodes.append(Node(name: "joined.features", layer: .concatenate, inputs: features))
    joined.outputs = [Output(name: StandardOutput.features, node: "joined.features")]
    if logits.count == parts.count {
      joined.outputs.append(Output(name: StandardOutput.logits, node: joined.appendMean(of: logits)))
    }
    joined.outputs.append(Output(name: StandardOutput.map, node: "joined.map"))
    _ = try joined.shapes(batch: 1)
    return joined
  }

  /// One of the networks that are joined, alone: the same nodes and weights by the same names as in the joined one.
  ///
  /// - Throws: `NetworkError`, as `shapes(batch:)` does.
  package func asPart(inputSize: Int) throws(NetworkError) -> Network {
    var part = resized(to: inputSize).prefixed()
    part.outputs = outputs.map { Output(name: $0.name, node: prefix + $0.node) }
    _ = try part.shapes(batch: 1)
    return part
  }

  private var prefix: String { "\(name)." }

  private func prefixed() -> Network {
    var copy = self
    copy.nodes = nodes.map { node in
      Node(
        name: prefix + node.name, layer: node.layer,
        inputs: node.inputs.map { $0 == Self.inputName ? $0 : prefix + $0 }, sharing: node.sharing.map { prefix + $0 })
    }
    return copy
  }

  private mutating func appendMean(of values: [String]) -> String {
    var sum = values[0]
    for (index, value) in values.enumerated().dropFirst() {
      let name = "joined.logits.sum\(index)"
      nodes.append(Node(name: name, layer: .add, inputs: [sum, value]))
      sum = name
    }
    nodes.append(Node(name: "joined.logits", layer: .scale(factor: 1 / Float(values.count)), inputs: [sum]))
    return "joined.logits"
  }
}
