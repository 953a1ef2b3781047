/// Images that belong together, directly or transitively: connected components of pairs.
package struct DuplicateGroups: Sendable {
  private var parents: [Int]

  /// Every one of `count` alone.
  package init(count: Int) { parents = Array(0..<count) }

  /// Joins the groups of two images.
  package mutating func join(_ a: Int, _ b: Int) {
    let (rootA, rootB) = (root(of: a), root(of: b))
    // The smaller place becomes the root, so that the groups don't depend on the order of joining.
    parents[max(rootA, rootB)] = min(rootA, rootB)
  }

  /// The smallest place of the group that a place belongs to.
  package mutating func root(of place: Int) -> Int {
    var root = place
    while parents[root] != root { root = parents[root] }
    var next = place
    while parents[next] != root { (next, parents[next]) = (parents[next], root) }
    return root
  }

  /// The groups of two and more, by their smallest place; the places in each ascend.
  package mutating func groups() -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for place in parents.indices {
      let root = root(of: place)
      if root != place { members[root, default: [root]].append(place) }
    }
    return members.values.sorted { $0[0] < $1[0] }
  }
}
