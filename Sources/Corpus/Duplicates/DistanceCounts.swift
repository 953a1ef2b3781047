import Support

/// How many pairs of a set's hashes differ in 0, 1, 2, … bits, as far up as choosing a limit needs.
struct DistanceCounts: Hashable, Sendable {
  /// The greatest distance that is counted.
  static let most = NearDuplicates.limit + 2 * span
  /// Distances that are counted together where the growth of their number is looked at.
  static let span = 8
  /// Of more hashes only so many, evenly spread, are compared.
  private static let sampleLimit = 1 << 13
  private static let pieceLength = 256

  /// Pairs by distance, from 0 to `most`.
  let pairs: [Int]
  /// Look-alikes that an image has for each pair that was counted, on average.
  private let share: Double

  /// - Parameters:
  ///   - pairs: Pairs by distance from 0; what is missing up to `most` counts as none.
  ///   - compared: The hashes that were compared with each other.
  ///   - count: Those that the set has.
  init(pairs: [Int], among compared: Int, of count: Int) {
    self.pairs = (0...Self.most).map { $0 < pairs.count ? pairs[$0] : 0 }
    share = 2 * Double(count) / Double(max(compared * compared, 1))
  }

  /// Compares all with all, or a sample of many.
  ///
  /// Throws `CancellationError`.
  init(of hashes: [PerceptualHash], width: Int) async throws {
    let count = min(hashes.count, Self.sampleLimit)
    let sample = (0..<count).map { hashes[$0 * hashes.count / count] }
    let pieces = (count + Self.pieceLength - 1) / Self.pieceLength
    let counted = try await (0..<pieces).boundedMap(width: width) { piece throws(any Error) in
      Self.count(sample, in: piece * Self.pieceLength..<min((piece + 1) * Self.pieceLength, count))
    }
    let pairs = counted.reduce([Int](repeating: 0, count: Self.most + 1)) { zip($0, $1).map { $0 + $1 } }
    self.init(pairs: pairs, among: count, of: hashes.count)
  }

  /// Pairs with a distance in the range.
  func total(_ distances: ClosedRange<Int>) -> Int {
    pairs[max(distances.lowerBound, 0)...min(distances.upperBound, Self.most)].reduce(0, +)
  }

  private static func count(_ hashes: [PerceptualHash], in range: Range<Int>) -> [Int] {
    var counts = [Int](repeating: 0, count: most + 1)
    hashes.withUnsafeBufferPointer { hashes in
      counts.withUnsafeMutableBufferPointer { counts in
        for first in range {
          for second in first + 1..<hashes.count {
            let distance = hashes[first].distance(to: hashes[second])
            if distance <= most { counts[distance] += 1 }
          }
        }
      }
    }
    return counts
  }
}

extension DistanceCounts {
  /// The greatest distance up to `NearDuplicates.limit` at which pairs are near-duplicates rather than the closest of
  /// images that all look alike.
  ///
  /// Among unrelated images pairs multiply with every few bits, since their distances are the tail of one hump;
  /// copies of one image are spread evenly, or become rarer. Where the counts above a distance multiply, so
  /// many pairs below it are put down to chance as the same growth predicts, which is more than there are as the tail
  /// steepens: at most a tenth of the pairs found may be. Where they don't, near-duplicates may not thicken towards it.
  /// If an image has two look-alikes and more, they may not thicken anywhere below: signs of one kind have a hump of
  /// their own.
  ///
  /// - Returns: -1 where not even pairs without a different bit are near-duplicates.
  var limit: Int {
    var limit = NearDuplicates.limit
    while limit >= 0, !separates(at: limit) { limit -= 1 }
    return limit
  }

  private func separates(at distance: Int) -> Bool {
    let span = Self.span
    let found = Double(total(0...distance))
    if found * share > 2, (2 * span - 1...max(distance, 2 * span - 1)).contains(where: thickens) { return false }
    let next = Double(total(distance + 1...distance + span)) + 0.5
    let growth = (Double(total(distance + span + 1...distance + 2 * span)) + 0.5) / next
    if growth >= 2 { return next / (growth - 1) <= found / 10 + 0.5 }
    return distance < span ? found <= 2 : !thickens(distance)
  }

  /// Whether the last distances up to this one have more than twice as many pairs as those before them.
  private func thickens(_ distance: Int) -> Bool {
    let before = distance - Self.span
    let usual = Double(total(0...before) * Self.span) / Double(before + 1)
    return Double(total(before + 1...distance)) > 2 * usual + 2
  }
}
