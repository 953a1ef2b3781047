import Foundation
import Inference
import Support
import TestSupport
import Testing

@testable import Training

/// Rows on disk are what the same rows in memory are.
@Suite struct LabelledFeaturesTests {
  private let folder: TemporaryFolder
  private let store: FeatureStore

  init() throws {
    folder = try TemporaryFolder()
    store = try FeatureStore(folder: folder.url, name: "s", width: 3)
  }

  /// The same rows twice: on disk, and in memory.
  private func pair(_ numbers: Range<Int>) async throws -> (stored: LabelledFeatures, held: LabelledFeatures) {
    var (places, held) = ([UInt32](), LabelledFeatures(width: 3))
    for number in numbers {
      let row = [Float(number), Float(number * number), -1]
      let key = FeatureKey(image: SHA256.hash(data: [UInt8(number)]), pipeline: "p", view: .original)
      places.append(try await store.insert(row, for: key))
      held.append(row, label: number % 4)
    }
    try await store.flush()
    return (LabelledFeatures(labels: numbers.map { $0 % 4 }, places: places, in: store.rows), held)
  }

  private func expectEqual(_ one: LabelledFeatures, _ other: LabelledFeatures) throws {
    #expect(one.labels == other.labels && one.count == other.count)
    #expect(try one.values() == other.values())
    guard one.count > 2 else { return }
    #expect(try one.values(of: 1..<(one.count - 1)) == other.values(of: 1..<(one.count - 1)))
    #expect(try one.row(one.count - 1) == other.row(one.count - 1))
  }

  @Test func joinedChosenAndSpread() async throws {
    let (a, b, c) = (try await pair(0..<10), try await pair(20..<31), try await pair(40..<43))
    try expectEqual(a.stored.joined(b.stored), a.held.joined(b.held))
    // On disk, in memory, and on disk again.
    let (mixed, plain) = (
      a.stored.joined(b.held).joined(c.stored).joined(a.stored), a.held.joined(b.held).joined(c.held).joined(a.held)
    )
    try expectEqual(mixed, plain)
    let order = [33, 0, 12, 11, 10, 9, 22, 21, 5, 5]
    try expectEqual(mixed.chosen(order), plain.chosen(order))
    try expectEqual(mixed.chosen([]), plain.chosen([]))
    try expectEqual(mixed.rows(of: [1, 3]), plain.rows(of: [1, 3]))
    try expectEqual(mixed.spread(over: 7), plain.spread(over: 7))
    #expect(mixed.spread(over: 7).count == 7 && mixed.spread(over: 100).count == 34)
    let other = plain.labels.map { $0 + 1 }
    #expect(mixed.labelled(other).labels == other)
  }

  @Test func aHeadOfStoredRowsIsThatOfRowsInMemory() async throws {
    let rows = try await pair(0..<120)
    let trainer = HeadTrainer(classes: 4, progress: Silent())
    let (one, other) = (
      try trainer.fit(rows.stored, decay: 0.1, prior: nil, HeadTrainer.exact),
      try trainer.fit(rows.held, decay: 0.1, prior: nil, HeadTrainer.exact)
    )
    #expect(one.rows == other.rows && one.bias == other.bias)
    let (first, second) = (
      try HeadTrainer.measure(one, on: rows.stored, classes: 4), try HeadTrainer.measure(one, on: rows.held, classes: 4)
    )
    #expect(first.top1 == second.top1 && first.nll == second.nll)
    #expect(try one.logits(of: rows.stored) == one.logits(of: rows.held))
  }

  @Test func calibrationIsByImagesOfAllClasses() async throws {
    let rows = try await pair(0..<100)
    let some = CalibrationFeatures(looks: [rows.stored, rows.stored]).spread(over: 10)
    #expect(some.looks.map(\.count) == [10, 10] && some.looks[0].labels == some.looks[1].labels)
    #expect(Set(some.looks[0].labels) == [0, 2])
  }
}
