extension Network {
  /// The multiplications of convolutions, linear layers and attention for the features of one image: what a pass costs, on any
  /// machine alike, where nobody asks for the map.
  ///
  /// - Throws: `NetworkError`, as `shapes(batch:)` does.
  package func multiplications() throws(NetworkError) -> Int {
    let shapes = try shapes(batch: 1)
    let needed = nodes(leadingTo: [try node(ofOutput: StandardOutput.features)])
    return nodes.reduce(0) { sum, node in
      guard needed.contains(node.name) else { return sum }
      let made = (shapes[node.name] ?? []).reduce(1, *)
      return switch node.layer {
      case .convolution(let layer): sum + made * layer.inputs / layer.groups * layer.kernel * layer.kernel
      case .linear(let layer): sum + made * layer.inputs
      // Each token's query with every key, and its weights with every value.
      case .attention: sum + 2 * made * (shapes[node.name]?.dropFirst().first ?? 1)
      default: sum
      }
    }
  }
}
