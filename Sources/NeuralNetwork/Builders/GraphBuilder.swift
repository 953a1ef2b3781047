/// Adds node after node; each step names its value and returns the name.
struct GraphBuilder {
  private(set) var nodes: [Network.Node] = []

  /// - Parameter sharing: The node whose weights this one uses.
  mutating func add(_ name: String, _ layer: Layer, _ inputs: String..., sharing: String? = nil) -> String {
    nodes.append(Network.Node(name: name, layer: layer, inputs: inputs, sharing: sharing))
    return name
  }

  /// Mean over space and the ImageNet classifier on it, with the three standard outputs.
  mutating func finish(
    name: String, input: Network.Input, map: String, channels: Int
  ) -> Network {
    let features = add("pool", .globalAveragePool, map)
    return finish(name: name, input: input, features: features, map: map, channels: channels)
  }

  /// The ImageNet classifier on `features`, unless the backbone has none, and the standard outputs.
  mutating func finish(
    name: String, input: Network.Input, features: String, map: String, channels: Int, classifies: Bool = true
  ) -> Network {
    var outputs = [Network.Output(name: Network.StandardOutput.features, node: features)]
    if classifies {
      let logits = add("classifier", .linear(Linear(inputs: channels, outputs: 1000)), features)
      outputs.append(.init(name: Network.StandardOutput.logits, node: logits))
    }
    outputs.append(.init(name: Network.StandardOutput.map, node: map))
    return Network(name: name, input: input, nodes: nodes, outputs: outputs)
  }
}
