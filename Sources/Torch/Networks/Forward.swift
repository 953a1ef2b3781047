import NeuralNetwork

extension TorchNetwork {
  package enum Mode: Sendable, Hashable {
    /// Batch norm uses its running statistics.
    case evaluation
    /// Batch norms whose parameters are trained use the batch's statistics and move the running ones.
    case training
  }

  /// Runs images [N, C, H, W] through the network to the outputs named, computing only what they need.
  ///
  /// Outputs are float32. History is recorded where a parameter or the input requires a gradient. `dropPath` leaves
  /// residual branches out, in training only.
  /// - Throws: `NetworkError.missingOutput`, `TorchNetworkError.wrongInput`, `TorchError`.
  package func forward(
    _ input: Tensor, to outputs: [String], mode: Mode = .evaluation, dropPath: DropPath? = nil
  ) throws -> [String: Tensor] {
    let shape = input.shape
    guard shape.count == 4, shape[1] == network.input.channels else {
      throw TorchNetworkError.wrongInput(expectedChannels: network.input.channels, found: shape)
    }
    let ends = try outputs.map { (output: $0, node: try network.node(ofOutput: $0)) }
    let plan = Plan(network, ends: Set(ends.map(\.node)))
    var values = [Network.inputName: options.channelsLast ? try input.channelsLast() : input]
    var sums = 0
    for (node, over) in plan.steps {
      var inputs = node.inputs.compactMap { values[$0] }
      if let dropPath, mode == .training, node.layer == .add {
        sums += 1
        // The branch comes first, what it is added to second.
        inputs[0] = try dropPath.thin(inputs[0], depth: Double(sums) / Double(plan.sums))
      }
      values[node.name] = try run(node, inputs, mode)
      for name in over { values[name] = nil }
    }
    var results: [String: Tensor] = [:]
    for end in ends { results[end.output] = try values[end.node]?.to(.float32) }
    return results
  }
}

/// The nodes that some outputs depend on, each with the values that are no longer needed after it.
private struct Plan {
  var steps: [(node: Network.Node, over: [String])] = []
  /// How many residual sums there are.
  var sums = 0

  init(_ network: Network, ends: Set<String>) {
    var needed = ends
    var kept = ends
    for node in network.nodes.reversed() where needed.contains(node.name) {
      needed.formUnion(node.inputs)
      let over = Set(node.inputs).subtracting(kept)
      kept.formUnion(over)
      steps.append((node, Array(over)))
    }
    steps.reverse()
    sums = steps.count { $0.node.layer == .add }
  }
}
