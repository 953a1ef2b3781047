/// Lays node after node; each step names its value and hands the name on.
struct GraphBuilder {
  private(set) var nodes: [Network.Node] = []

  mutating func add(_ name: String, _ layer: Layer, _ inputs: String...) -> String {
    nodes.append(Network.Node(name: name, layer: layer, inputs: inputs))
    return name
  }

  /// Mean over space and the ImageNet classifier on it, with the three standard outputs.
  mutating func finish(
    name: String, input: Network.Input, map: String, channels: Int
  ) -> Network {
    let features = add("pool", .globalAveragePool, map)
    let logits = add("classifier", .linear(Linear(inputs: channels, outputs: 1000)), features)
    return Network(
      name: name, input: input, nodes: nodes,
      outputs: [
        .init(name: Network.StandardOutput.features, node: features),
        .init(name: Network.StandardOutput.logits, node: logits),
        .init(name: Network.StandardOutput.map, node: map),
      ])
  }
}
