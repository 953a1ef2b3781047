import Support

/// Which samples of a data set are duplicates or near-duplicates, by index.
package struct Duplicates: Hashable, Sendable {
  /// Files that are the same byte by byte, two or more a group.
  package let exact: [[Int]]
  /// Near-duplicate pairs; of identical files only the first takes part.
  package let pairs: [AlikePair]
  /// Images that look like one of them, with all their exact copies. Every pair across classes or splits is in one.
  package let near: [[Int]]
  /// Bits of 256 that the pairs differ in at most.
  package let limit: Int

  /// What to say where the images look so much alike that fewer bits than usual tell near-duplicates.
  var limitNote: String? {
    guard limit < NearDuplicates.limit else { return nil }
    let rule =
      limit < 0 ? "no pair counts as near-duplicates" : "near-duplicates differ in at most \(limit) of 256 bits"
    return "The images look much alike, so \(rule); --near-bits sets another limit."
  }

  /// Exact and near duplicates as one, also by way of others: what has to stay in one split.
  package var groups: [[Int]] {
    let last = max(exact.joined().max() ?? -1, pairs.lazy.map(\.second).max() ?? -1)
    var groups = DuplicateGroups(count: last + 1)
    for group in exact {
      for place in group.dropFirst() { groups.join(group[0], place) }
    }
    for pair in pairs { groups.join(pair.first, pair.second) }
    return groups.groups()
  }

  /// Compares what was read; images of one colour, which all look alike, only take part in exact duplicates.
  ///
  /// Throws `CancellationError`.
  package static func find(
    in dataSet: DataSet, _ examinations: [Examination], options: CheckupOptions
  ) async throws -> Duplicates {
    // Most images are alone: those that aren't have a list.
    var firstOf: [SHA256Digest: Int] = [:]
    var copies: [Int: [Int]] = [:]
    var first: [Int] = []
    var hashes: [PerceptualHash] = []
    for (index, examination) in examinations.enumerated() {
      guard let facts = examination.facts else { continue }
      if let first = firstOf[facts.digest] {
        copies[first, default: [first]].append(index)
        continue
      }
      firstOf[facts.digest] = index
      guard !facts.isPlain else { continue }
      first.append(index)
      hashes.append(facts.hash)
    }
    let limit: Int
    if let chosen = options.nearLimit {
      limit = chosen
    } else {
      limit = try await DistanceCounts(of: hashes, width: options.width).limit
    }
    let pairs = try await NearDuplicates.pairs(among: hashes, limit: limit, width: options.width).map {
      AlikePair(first: first[$0.first], second: first[$0.second], distance: $0.distance)
    }
    func all(like index: Int) -> [Int] {
      examinations[index].facts.flatMap { firstOf[$0.digest] }.flatMap { copies[$0] } ?? [index]
    }
    func isAcross(_ pair: AlikePair) -> Bool {
      let one = dataSet.samples[pair.first]
      return (all(like: pair.first) + all(like: pair.second)).contains {
        dataSet.samples[$0].classIndex != one.classIndex || dataSet.samples[$0].split != one.split
      }
    }
    let near = NearGroups(pairs, isImportant: isAcross).groups.map { $0.flatMap(all).sorted() }
    let exact = copies.values.sorted { $0[0] < $1[0] }
    return Duplicates(exact: exact, pairs: pairs, near: near, limit: limit)
  }
}
