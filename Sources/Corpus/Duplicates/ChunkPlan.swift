import Support

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
