extension Network {
  /// The network with a linear classifier `head` on its features: adds the output `head` [N, classes].
  ///
  /// - Throws: `NetworkError` where there is no `features` output of shape [N, F], or a head already.
  package func withHead(classes: Int) throws(NetworkError) -> Network {
    let features = try node(ofOutput: StandardOutput.features)
    let shape = try shapes(batch: 1)[features] ?? []
    guard shape.count == 2 else { throw .wrongShape(node: StandardOutput.head, expected: "[N, F]", found: shape) }
    var network = self
    network.nodes.append(
      Node(
        name: StandardOutput.head, layer: .linear(Linear(inputs: shape[1], outputs: classes)), inputs: [features]))
    network.outputs.append(Output(name: StandardOutput.head, node: StandardOutput.head))
    _ = try network.shapes(batch: 1)
    return network
  }
}
