/// Hashes in the order of one chunk of their bits, so that equal ones are adjacent.
struct ChunkIndex: Sendable {
  private let plan: ChunkPlan
  private let chunk: Int
  /// In the order of the keys.
  private let hashes: [PerceptualHash]
  private let coarse: [UInt64]
  private let keys: [UInt32]
  private let places: [Int32]
  /// Where the hashes of each key begin, and at the end their number.
  private let starts: [Int32]

  /// Of the coarsest 64 bits at most this many differ in a pair that is sure to be found; checked first, as it nearly
  /// always decides.
  private static let coarseLimit = NearDuplicates.sureLimit

  init(_ hashes: [PerceptualHash], plan: ChunkPlan, chunk: Int) {
    let unsorted = hashes.map { plan.key(of: $0, chunk: chunk) }
    // A counting sort: stable, so that hashes of one key stay in the order of their places.
    var starts = [Int32](repeating: 0, count: 1 << plan.bits + 1)
    for key in unsorted { starts[Int(key) + 1] += 1 }
    for key in 1..<starts.count { starts[key] += starts[key - 1] }
    var next = starts
    var places = [Int32](repeating: 0, count: hashes.count)
    for (place, key) in unsorted.enumerated() {
      places[Int(next[Int(key)])] = Int32(place)
      next[Int(key)] += 1
    }
    self.plan = plan
    self.chunk = chunk
    self.places = places
    self.starts = starts
    self.hashes = places.map { hashes[Int($0)] }
    keys = places.map { unsorted[Int($0)] }
    coarse = self.hashes.map(\.words.0)
  }

  /// The pairs of the hashes in a range of this order with those after them and those with greater keys.
  func pairs(of range: Range<Int>, limit: Int) -> [AlikePair] {
    var found: [AlikePair] = []
    coarse.withUnsafeBufferPointer { coarse in
      starts.withUnsafeBufferPointer { starts in
        for position in range {
          let key = keys[position]
          var left = NearDuplicates.neighbours
          let behind = position + 1..<Int(starts[Int(key) + 1])
          compare(position, with: behind, coarse, limit: limit, left: &left, into: &found)
          for mask in plan.masks {
            let other = Int(key ^ mask)
            guard other > Int(key) else { continue }
            let bucket = Int(starts[other])..<Int(starts[other + 1])
            compare(position, with: bucket, coarse, limit: limit, left: &left, into: &found)
          }
        }
      }
    }
    return found
  }

  @inline(__always)
  private func compare(
    _ position: Int, with others: Range<Int>, _ coarse: UnsafeBufferPointer<UInt64>, limit: Int, left: inout Int,
    into found: inout [AlikePair]
  ) {
    let word = coarse[position]
    for other in others where (word ^ coarse[other]).nonzeroBitCount <= Self.coarseLimit {
      let distance = hashes[position].distance(to: hashes[other])
      guard distance <= limit, left > 0 else { continue }
      guard !plan.wasFound(hashes[position], hashes[other], before: chunk) else { continue }
      left -= 1
      let (a, b) = (Int(places[position]), Int(places[other]))
      found.append(AlikePair(first: min(a, b), second: max(a, b), distance: distance))
    }
  }
}
