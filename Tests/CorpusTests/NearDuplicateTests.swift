import Foundation
import TestSupport
import Testing

@testable import Corpus

/// The search that skips most pairs, against the one that compares all.
@Suite struct NearDuplicateTests {
  private func random(_ generator: inout SeededGenerator) -> PerceptualHash {
    PerceptualHash(words: (generator.next(), generator.next(), generator.next(), generator.next()))
  }

  /// The hash with this many of its bits from `bits` turned, each once.
  private func turned(
    _ hash: PerceptualHash, _ count: Int, of bits: Range<Int>, _ generator: inout SeededGenerator
  ) -> PerceptualHash {
    var words = [hash.words.0, hash.words.1, hash.words.2, hash.words.3]
    for bit in Array(bits).shuffled(using: &generator).prefix(count) { words[bit >> 6] ^= 1 << UInt64(bit & 63) }
    return PerceptualHash(words: (words[0], words[1], words[2], words[3]))
  }

  @Test func everyPairWithinTheSureLimitIsFoundAmongMany() async throws {
    var generator = SeededGenerator(seed: 3)
    var hashes = (0..<40_000).map { _ in random(&generator) }
    var planted: Set<AlikePair> = []
    for number in 0..<600 {
      let (coarse, fine) = (number % (NearDuplicates.sureLimit + 1), number % 40)
      // All of them may be in the 64 coarsest bits, which are compared first.
      var copy = turned(hashes[number], coarse, of: number % 5 < 2 ? 0..<64 : 0..<128, &generator)
      copy = turned(copy, fine, of: 128..<256, &generator)
      planted.insert(AlikePair(first: number, second: hashes.count, distance: coarse + fine))
      hashes.append(copy)
    }
    #expect(ChunkPlan(count: hashes.count).bits > 0)
    let found = try await NearDuplicates.pairs(among: hashes, width: 2)
    #expect(Set(found) == planted)
    #expect(found.count == planted.count)
    #expect(try await NearDuplicates.pairs(among: hashes, width: 1) == found)
  }

  @Test func fewHashesAreAllCompared() async throws {
    var generator = SeededGenerator(seed: 4)
    var hashes = (0..<300).map { _ in random(&generator) }
    hashes += hashes.prefix(100).map { turned($0, 40, of: 0..<256, &generator) }
    let found = try await NearDuplicates.pairs(among: hashes, width: 2)
    var expected: [AlikePair] = []
    for a in hashes.indices {
      for b in hashes.indices where b > a {
        let distance = hashes[a].distance(to: hashes[b])
        let coarse = (hashes[a].words.0 ^ hashes[b].words.0).nonzeroBitCount
        if distance <= NearDuplicates.limit, coarse <= NearDuplicates.sureLimit {
          expected.append(AlikePair(first: a, second: b, distance: distance))
        }
      }
    }
    #expect(found == expected && found.count > 90)
  }

  @Test(arguments: [20_000, 300_000, 1_000_000, 20_000_000])
  func chunksCoverTheSureLimit(_ count: Int) {
    let plan = ChunkPlan(count: count)
    #expect(plan.bits * plan.chunks <= 128)
    // Were each chunk to differ in one more than the radius, more than the limit would differ.
    #expect((plan.radius + 1) * plan.chunks > NearDuplicates.sureLimit)
    #expect(Set(plan.masks).count == plan.masks.count)
    #expect(plan.masks.allSatisfy { (1...plan.radius).contains($0.nonzeroBitCount) && $0 < 1 << UInt32(plan.bits) })
  }

  @Test func manyThatAreTheSameDoNotMakeEveryPair() async throws {
    var generator = SeededGenerator(seed: 5)
    let one = random(&generator)
    let found = try await NearDuplicates.pairs(among: Array(repeating: one, count: 3000), width: 2)
    #expect(found.count <= 3000 * NearDuplicates.neighbours)
    var groups = DuplicateGroups(count: 3000)
    for pair in found { groups.join(pair.first, pair.second) }
    #expect(groups.groups() == [Array(0..<3000)])
  }

  /// A cross-fade of frames, each like the four on both sides.
  @Test func aCrossFadeIsNoGroupButNoPairAcrossIsLost() {
    var pairs: [AlikePair] = []
    for a in 0..<17 {
      for b in a + 1..<min(a + 5, 17) { pairs.append(AlikePair(first: a, second: b, distance: b - a)) }
    }
    let plain = NearGroups(pairs) { _ in false }.groups
    #expect(!plain.isEmpty && plain.allSatisfy { $0.count <= 9 } && Set(plain.joined()).count == plain.joined().count)
    let groups = NearGroups(pairs) { $0.first == 6 || $0.second == 6 }.groups
    #expect(groups.allSatisfy { ($0.last ?? 0) - ($0.first ?? 0) <= 8 })
    for pair in pairs where pair.first == 6 || pair.second == 6 {
      #expect(groups.contains { $0.contains(pair.first) && $0.contains(pair.second) })
    }
    // Copies of one image are one group, and once.
    let clique = (0..<5).flatMap { a in (a + 1..<5).map { AlikePair(first: a, second: $0, distance: 0) } }
    #expect(NearGroups(clique) { _ in true }.groups == [[0, 1, 2, 3, 4]])
  }

  @Test func groupsAreTheSameInAnyOrder() {
    var forwards = DuplicateGroups(count: 8)
    var backwards = DuplicateGroups(count: 8)
    let pairs = [(1, 5), (5, 7), (2, 3), (7, 0)]
    for (a, b) in pairs { forwards.join(a, b) }
    for (a, b) in pairs.reversed() { backwards.join(b, a) }
    #expect(forwards.groups() == [[0, 1, 5, 7], [2, 3]] && backwards.groups() == forwards.groups())
  }
}
