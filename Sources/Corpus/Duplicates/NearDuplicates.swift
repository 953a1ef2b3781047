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

/// How hashes of a given number are cut into chunks.
struct ChunkPlan: Hashable, Sendable {
  /// Bits per chunk; 0 where so few hashes are compared that each is compared with each.
  let bits: Int
  let chunks: Int
  /// What the key of a close hash may differ by, without 0.
  let masks: [UInt32]
  let radius: Int

  init(count: Int) {
    guard count > 1 << 14 else {
      (bits, chunks, masks, radius) = (0, 1, [], 0)
      return
    }
    // About 16 hashes a value of the chunk.
    let bits = min(max(Int.bitWidth - count.leadingZeroBitCount - 4, 12), 24)
    let chunks = 128 / bits
    let radius = NearDuplicates.sureLimit / chunks
    self.bits = bits
    self.chunks = chunks
    self.radius = radius
    masks = Self.masks(bits: bits, radius: radius)
  }

  /// All numbers of `bits` bits of which 1 to `radius` are set.
  private static func masks(bits: Int, radius: Int) -> [UInt32] {
    var masks: [UInt32] = []
    var last: [UInt32] = [0]
    for _ in 0..<radius {
      // Another bit above the highest, so that each number comes once.
      last = last.flatMap { mask in
        ((32 - mask.leadingZeroBitCount)..<bits).map { mask | 1 << UInt32($0) }
      }
      masks += last
    }
    return masks
  }

  /// The bits of one chunk, spread over the coarse ones: bit `i` of the key is bit `i · chunks + chunk` of the hash.
  func key(of hash: PerceptualHash, chunk: Int) -> UInt32 {
    var key: UInt32 = 0
    for bit in 0..<bits {
      let place = bit * chunks + chunk
      let word = place < 64 ? hash.words.0 : hash.words.1
      key |= UInt32(truncatingIfNeeded: word >> UInt64(place & 63) & 1) << UInt32(bit)
    }
    return key
  }

  /// Whether two hashes are close in one of the chunks before this one, where their pair was found already.
  func wasFound(_ a: PerceptualHash, _ b: PerceptualHash, before chunk: Int) -> Bool {
    (0..<chunk).contains { (key(of: a, chunk: $0) ^ key(of: b, chunk: $0)).nonzeroBitCount <= radius }
  }
}
