extension Network {
  /// The nodes that lead to an output, cut into stages from the input to the end.
  ///
  /// A convolutional net's stages are those of one resolution, as in ResNet's `layer1` … `layer4`; where the resolution
  /// stays, as in transformers, each block is a stage, and what stands before the blocks another one. Vectors, and
  /// means that weigh channels, belong to the stage they come from but for the output's own layer, the classifier,
  /// which is a stage of its own at the end.
  ///
  /// - Throws: `NetworkError`.
  package func stages(to output: String) throws(NetworkError) -> [[String]] {
    let shapes = try shapes(batch: 1)
    let end = try node(ofOutput: output)
    let needed = nodes(leadingTo: [end])
    let used = nodes.filter { needed.contains($0.name) && $0.name != end }
    var means: Set<String> = []
    for node in used where node.layer == .spatialMean || node.inputs.allSatisfy(means.contains) {
      means.insert(node.name)
    }
    func side(_ node: Node) -> Int? { means.contains(node.name) ? nil : Self.side(shapes[node.name]) }
    let sizes = Set(used.compactMap(side))
    // Parts of a joined net come one after another; each goes through the same sizes.
    let bySize = sizes.count > 2
    var stages: [(key: String, nodes: [String])] = []
    var last = ""
    for node in used {
      let key: String
      if bySize {
        key = side(node).map(String.init) ?? last
      } else {
        key = Self.block(of: node.name) ?? last
      }
      last = key
      if let place = stages.firstIndex(where: { $0.key == key }) {
        stages[place].nodes.append(node.name)
      } else {
        stages.append((key, [node.name]))
      }
    }
    return stages.map(\.nodes) + [[end]]
  }

  private static func side(_ shape: [Int]?) -> Int? {
    guard let shape, shape.count == 4 else { return nil }
    return shape[2]
  }

  /// `blocks.3` of `blocks.3.attention`, also after a joined part's name; nil of names without a number.
  private static func block(of name: String) -> String? {
    let parts = name.split(separator: ".")
    guard let place = parts.firstIndex(where: { $0.allSatisfy(\.isNumber) }) else { return nil }
    return parts[...place].joined(separator: ".")
  }
}
