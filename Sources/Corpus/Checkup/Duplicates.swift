import Crypto

/// Which samples of a data set are duplicates or near-duplicates, by index.
package struct Duplicates: Hashable, Sendable {
  /// Files that are the same byte by byte, two or more a group.
  package let exact: [[Int]]
  /// Near-duplicate pairs; of identical files only the first takes part.
  package let pairs: [AlikePair]
  /// Images that look alike, directly or by way of others, with all their exact copies.
  package let near: [[Int]]

  /// Exact and near duplicates as one: what has to stay in one split.
  package var groups: [[Int]] {
    var groups = DuplicateGroups(count: (exact + near).joined().max().map { $0 + 1 } ?? 0)
    for group in exact + near {
      for place in group.dropFirst() { groups.join(group[0], place) }
    }
    return groups.groups()
  }

  /// Compares what was read; images of one colour, which all look alike, only take part in exact duplicates.
  ///
  /// Throws `CancellationError`.
  package static func find(
    in dataSet: DataSet, _ examinations: [Examination], options: CheckupOptions
  ) async throws -> Duplicates {
    var copies: [SHA256Digest: [Int]] = [:]
    var first: [Int] = []
    var hashes: [PerceptualHash] = []
    for (index, examination) in examinations.enumerated() {
      guard let facts = examination.facts else { continue }
      let isFirst = copies[facts.digest] == nil
      copies[facts.digest, default: []].append(index)
      guard isFirst, !facts.isPlain else { continue }
      first.append(index)
      hashes.append(facts.hash)
    }
    let pairs = try await NearDuplicates.pairs(among: hashes, limit: options.nearLimit, width: options.width).map {
      AlikePair(first: first[$0.first], second: first[$0.second], distance: $0.distance)
    }
    var joined = DuplicateGroups(count: dataSet.samples.count)
    for pair in pairs { joined.join(pair.first, pair.second) }
    let near = joined.groups().map { group in
      group.flatMap { index in examinations[index].facts.flatMap { copies[$0.digest] } ?? [index] }.sorted()
    }
    let exact = copies.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    return Duplicates(exact: exact, pairs: pairs, near: near)
  }
}
