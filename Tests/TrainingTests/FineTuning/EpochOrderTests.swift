import Testing

@testable import Training

@Suite struct EpochOrderTests {
  private let labels = Array(repeating: 0, count: 90) + Array(repeating: 1, count: 10)

  private func places(_ epoch: Int, seed: UInt64 = 7, balanced: Bool = false) -> [Int] {
    EpochOrder.places(labels: labels, classes: 3, epoch: epoch, seed: seed, balanced: balanced)
  }

  @Test func showsEachImageOnceInAnOrderOfItsOwn() {
    #expect(places(0).sorted() == Array(labels.indices))
    #expect(places(0) == places(0) && places(0) != places(1) && places(0) != places(0, seed: 8))
  }

  @Test func balancedShowsClassesEquallyOften() {
    let drawn = (0..<20).flatMap { places($0, balanced: true) }
    let rare = Double(drawn.count { labels[$0] == 1 }) / Double(drawn.count)
    #expect(abs(rare - 0.5) < 0.05)
  }
}
