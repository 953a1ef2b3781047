import Support

/// Finds the pairs of hashes that differ in few bits without comparing every pair.
///
/// Multi-index hashing (Norouzi, Punjani, Fleet: Fast exact search in Hamming space with multi-index hashing, 2014):
/// the 128 coarsest bits are cut into chunks; hashes that differ in at most 23 of them differ in at most 2 bits of one
/// chunk of 8, by the pigeonhole principle, so that only hashes whose chunk is that close are compared in whole. A
/// chunk has about 16 hashes per value, so that chunks grow with the logarithm of the number of hashes. Most pairs that
/// differ in more of the coarse bits, which real near-duplicates hardly do, are found, too.
package enum NearDuplicates {
  /// Bits of 256 that near-duplicates may differ in. In 14,400 crops of dogs all pairs up to 64 are near-duplicates;
  /// unrelated images begin at about 75.
  package static let limit = 64
  /// Coarse bits within which every pair is sure to be found.
  package static let sureLimit = 23
  /// Pairs that one image gives in one chunk with those after it; of thousands of duplicates not all pairs are listed.
  package static let neighbours = 64

  /// All pairs found at most `limit` bits apart, by place, each once.
  ///
  /// - Parameters:
  ///   - width: Pieces of work in progress at once; the result doesn't depend on it.
  /// - Throws: `CancellationError`.
  package static func pairs(
    among hashes: [PerceptualHash], limit: Int = limit, width: Int
  ) async throws -> [AlikePair] {
    guard hashes.count > 1 else { return [] }
    let plan = ChunkPlan(count: hashes.count)
    var found: [AlikePair] = []
    for chunk in 0..<plan.chunks {
      let index = ChunkIndex(hashes, plan: plan, chunk: chunk)
      let pieces = (hashes.count + pieceLength - 1) / pieceLength
      let results = try await (0..<pieces).boundedMap(width: width) { piece throws(any Error) in
        let start = piece * pieceLength
        return index.pairs(of: start..<min(start + pieceLength, hashes.count), limit: limit)
      }
      found += results.joined()
    }
    return found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  private static let pieceLength = 4096
}
