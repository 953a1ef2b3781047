/// Groups of images around one that all the others look like, so that a chain of small changes is not one group.
struct NearGroups {
  /// The groups by their smallest place, ascending in each.
  let groups: [[Int]]

  /// Those with the most look-alikes take theirs first, and an image joins one group; only an important pair that no
  /// group holds makes one more, which may share images with others.
  ///
  /// - Parameters:
  ///   - pairs: In the order of their places, each once.
  ///   - isImportant: Whether a pair may not be missing from the groups.
  init(_ pairs: [AlikePair], isImportant: (AlikePair) -> Bool) {
    var neighbours: [Int: [(place: Int, pair: Int)]] = [:]
    for (index, pair) in pairs.enumerated() {
      neighbours[pair.first, default: []].append((pair.second, index))
      neighbours[pair.second, default: []].append((pair.first, index))
    }
    let important = pairs.map(isImportant)
    var isCovered = [Bool](repeating: false, count: pairs.count)
    var isTaken: Set<Int> = []
    var groups: [[Int]] = []
    let order = neighbours.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (centre, all) in order {
      let members = all.filter { place, pair in
        !isCovered[pair] && (important[pair] || !isTaken.contains(centre) && !isTaken.contains(place))
      }.map(\.place)
      guard !members.isEmpty else { continue }
      let group = Set(members + [centre])
      isTaken.formUnion(group)
      for member in group {
        for (place, pair) in neighbours[member] ?? [] where group.contains(place) { isCovered[pair] = true }
      }
      groups.append(group.sorted())
    }
    self.groups = groups.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
