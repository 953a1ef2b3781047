extension Network {
  /// The network with these outputs alone, and the nodes that lead to them.
  ///
  /// - Throws: `NetworkError.missingOutput`.
  package func reduced(to names: [String]) throws(NetworkError) -> Network {
    var ends: [String] = []
    for name in names { ends.append(try node(ofOutput: name)) }
    let needed = nodes(leadingTo: ends)
    var copy = self
    copy.nodes = nodes.filter { needed.contains($0.name) }
    copy.outputs = outputs.filter { names.contains($0.name) }
    return copy
  }

  /// The nodes with their names, and all that they take values or weights from.
  func nodes(leadingTo ends: [String]) -> Set<String> {
    var needed = Set(ends)
    for node in nodes.reversed() where needed.contains(node.name) {
      needed.formUnion(node.inputs)
      if let owner = node.sharing { needed.insert(owner) }
    }
    return needed
  }
}
