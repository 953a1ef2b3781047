import Corpus
import Testing

@testable import Training

/// Which process looks at which shards, and which bytes of them are fetched.
@Suite struct AheadPlanTests {
  private static func samples(_ counts: [Int]) -> [Sample] {
    counts.enumerated().flatMap { shard, count in
      (0..<count).map { number in
        Sample(
          root: "/ahead/\(shard).tar", folder: "class", baseName: "\(number).jpg", classIndex: 0, split: .train,
          span: Span(offset: UInt64(512 + 2048 * number), length: 1000, checksum: 0))
      }
    }
  }

  private static func shards(_ count: Int) -> [String] { (0..<count).map { "/ahead/\($0).tar" } }

  private static func plan(_ counts: [Int], rank: Int = 0, of size: Int) -> AheadPlan {
    AheadPlan(
      [AheadPlan.Wanted(samples: samples(counts), views: [.original])], in: shards(counts.count), rank: rank, of: size)
  }

  @Test(arguments: [([100, 100, 100, 100], 2), ([300, 1, 1, 1, 1, 300], 2), ([10, 0, 90], 3), ([7], 4), ([], 2)])
  func eachShardHasOneOwnerAndNeighboursStayTogether(_ counts: [Int], _ size: Int) {
    let owners = Self.plan(counts, of: size).owners
    let inOrder = Self.shards(counts.count).compactMap { owners[$0] }
    #expect(inOrder.count == counts.count && inOrder == inOrder.sorted())
    #expect(inOrder.allSatisfy { (0..<size).contains($0) })
    let places = (0..<size).flatMap { Self.plan(counts, rank: $0, of: size).places }
    #expect(places.reduce(0) { $0 + $1.value.count } == counts.reduce(0, +))
    #expect(Set(places.map(\.key)).count == places.count)
  }

  @Test func theImagesAreSharedEvenly() {
    let counts = [50, 20, 70, 30, 40, 60, 10, 120]
    let owners = Self.plan(counts, of: 2).owners
    let first = counts.indices.filter { owners["/ahead/\($0).tar"] == 0 }.reduce(0) { $0 + counts[$1] }
    #expect(abs(2 * first - 400) <= 120, "\(first)")
  }

  @Test func imagesOfOtherFilesHaveNoOwner() {
    let file = Sample(root: "/data", folder: "class", baseName: "1.jpg", classIndex: 0, split: .train)
    let plan = AheadPlan(
      [AheadPlan.Wanted(samples: Self.samples([2]) + [file], views: [.original])], in: Self.shards(1), rank: 0, of: 1)
    #expect(plan.owners["/data"] == nil && plan.places.values.map(\.count) == [2])
  }

  @Test func stretchesHoldWhatIsWantedAndLittleElse() {
    let spans = Self.samples([40]).compactMap(\.span)
    let whole = 512 + 40 * 2048
    func stretches(_ chosen: [Int], gap: Int) -> [Range<Int>] {
      ShardLot(shard: "s", spans: chosen.map { spans[$0] }).stretches(of: whole, gap: gap)
    }
    #expect(stretches([3, 9, 3], gap: 0) == [6656..<7656, 18944..<19944])
    #expect(stretches([9, 3], gap: 1 << 20) == [6656..<19944])
    #expect(stretches(Array(0..<40), gap: 4096) == [0..<whole])
    #expect(stretches([], gap: 4096) == [])
    // A span beyond the shard's end, as a wrong index might name one.
    let wrong = ShardLot(shard: "s", spans: [Span(offset: .max, length: .max, checksum: 0)])
    #expect(wrong.stretches(of: whole, gap: 0).allSatisfy { $0.upperBound <= whole })
  }
}
