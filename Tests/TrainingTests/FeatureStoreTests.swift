import Foundation
import Support
import TestSupport
import Testing

@testable import Training

@Suite struct FeatureStoreTests {
  private func key(_ number: Int, view: View = .original, pipeline: String = "p") -> FeatureKey {
    FeatureKey(image: SHA256.hash(data: [UInt8(number)]), pipeline: pipeline, view: view)
  }

  @Test func keysDependOnImageViewAndPipeline() {
    let keys = [
      key(1), key(2), key(1, view: .mirrored), key(1, pipeline: "q"), key(1, view: .crop(seed: 1, number: 0)),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func keepsRowsOverReopening() async throws {
    let folder = try TemporaryFolder()
    for start in [0, 3] {
      let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
      #expect(await store.count == start)
      for number in start..<(start + 3) { try await store.insert([Float(number), 1, 2, 3], for: key(number)) }
      try await store.flush()
    }
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
    for number in 0..<6 { #expect(try await store.features(for: key(number)) == [Float(number), 1, 2, 3]) }
    #expect(try await store.features(for: key(9)) == nil)
  }

  @Test(arguments: [1, 10, 55, 56, 57, 100])
  func aTornTailLosesOnlyTheLastRows(cut: Int) async throws {
    let folder = try TemporaryFolder()
    let file = try await filled(folder, rows: 4)
    let whole = try Data(contentsOf: file)
    try whole.dropLast(cut).write(to: file)
    let lost = (cut + 55) / 56
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
    #expect(await store.count == 4 - lost)
    try await store.insert([9, 9, 9, 9], for: key(99))
    try await store.flush()
    #expect(try Data(contentsOf: file).count == 32 + (5 - lost) * 56)
  }

  @Test func aChangedByteIsNeverGivenBack() async throws {
    let folder = try TemporaryFolder()
    let file = try await filled(folder, rows: 3)
    var bytes = try Data(contentsOf: file)
    bytes[32 + 56 + 50] ^= 1
    try bytes.write(to: file)
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
    #expect(await store.count == 1)
    #expect(try await store.features(for: key(1)) == nil)
    #expect(store.lost == 2)
    let again = try FeatureStore(folder: folder.url, name: "other", width: 4)
    #expect(again.lost == 0)
  }

  @Test func aRowUnderAnothersKeyIsNeverGivenBack() async throws {
    let folder = try TemporaryFolder()
    let file = try await filled(folder, rows: 2)
    var bytes = Array(try Data(contentsOf: file))
    for offset in 32..<64 { bytes.swapAt(offset, offset + 56) }
    try Data(bytes).write(to: file)
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
    #expect(await store.count == 0)
    #expect(store.lost == 2)
  }

  @Test func anotherWidthOrForeignFileBeginsAnew() async throws {
    let folder = try TemporaryFolder()
    _ = try await filled(folder, rows: 3)
    let other = try FeatureStore(folder: folder.url, name: "s", width: 5)
    #expect(await other.count == 0)
    try folder.write(Array("not a cache at all, but long enough to be looked at".utf8), to: "t.features")
    let foreign = try FeatureStore(folder: folder.url, name: "t", width: 4)
    #expect(await foreign.count == 0)
  }

  @Test func aSecondOpenerReadsButDoesNotWrite() async throws {
    let folder = try TemporaryFolder()
    let first = try FeatureStore(folder: folder.url, name: "s", width: 4)
    try await first.insert([1, 2, 3, 4], for: key(1))
    try await first.flush()
    let second = try FeatureStore(folder: folder.url, name: "s", width: 4)
    #expect(first.isWritable && !second.isWritable)
    #expect(try await second.features(for: key(1)) == [1, 2, 3, 4])
    try await second.insert([5, 6, 7, 8], for: key(2))
    try await second.flush()
    #expect(try await second.features(for: key(2)) == [5, 6, 7, 8])
    #expect(try Data(contentsOf: first.file).count == 32 + 56)
  }

  @Test func rowsAreReadByTheirPlacesInAnyOrder() async throws {
    let folder = try TemporaryFolder()
    let store = try FeatureStore(folder: folder.url, name: "s", width: 2)
    // More than are read at once.
    for number in 0..<200 { #expect(try await store.insert([Float(number), 0.5], for: key(number)) == number) }
    #expect(try await store.insert([7, 7], for: key(3)) == 3)
    try await store.flush()
    let order = (0..<150).map { UInt32($0) } + [199, 3, 3, 150, 151]
    #expect(try store.rows.values(order[...]) == order.flatMap { [Float($0), 0.5] })
    #expect(await store.place(of: key(150)) == 150)
  }

  @Test func aFileThatBecomesShorterIsAnError() async throws {
    let folder = try TemporaryFolder()
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
    for number in 0..<4 { try await store.insert([Float(number), 0, 0, 0], for: key(number)) }
    try await store.flush()
    try Data(contentsOf: store.file).prefix(32 + 3 * 56 + 10).write(to: folder.url.appending(path: "cut"))
    let cut = open(store.file.path, O_WRONLY)
    #expect(ftruncate(cut, 32 + 3 * 56 + 10) == 0)
    close(cut)
    #expect(try store.rows.row(2) == [2, 0, 0, 0])
    #expect(throws: TrainingError.self) { try store.rows.row(3) }
    let features = LabelledFeatures(labels: [0, 1, 0, 1], places: [0, 1, 2, 3], in: store.rows)
    #expect {
      try HeadTrainer(classes: 2, progress: Silent()).fit(features, decay: 1, prior: nil, HeadTrainer.rough)
    } throws: { "\($0)".contains("it became shorter") && "\($0)".contains("--feature-cache") }
  }

  @Test func whatHasNoRoomIsThereButNotKept() async throws {
    let folder = try TemporaryFolder()
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4, limit: 32 + 3 * 56 + 20)
    for number in 0..<6 { try await store.insert([Float(number), 0, 0, 0], for: key(number)) }
    try await store.flush()
    for number in 0..<6 { #expect(try await store.features(for: key(number)) == [Float(number), 0, 0, 0]) }
    #expect(try store.rows.values([5, 0, 3, 2, 4, 1]) == [5, 0, 3, 2, 4, 1].flatMap { [$0, 0, 0, 0] })
    #expect(await store.unkept == 3)
    #expect(try Data(contentsOf: store.file).count == 32 + 3 * 56)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["s.features"])
  }

  @Test func twoWritersAtOnceLoseNothing() async throws {
    let folder = try TemporaryFolder()
    let stores = try (0..<2).map { _ in try FeatureStore(folder: folder.url, name: "s", width: 4) }
    try await withThrowingTaskGroup(of: Void.self) { [self] group in
      for (turn, store) in stores.enumerated() {
        group.addTask {
          for number in 0..<100 {
            try await store.insert([Float(number), Float(turn), 0, 0], for: key(number))
            if number % 7 == turn { try await store.flush() }
          }
          try await store.flush()
        }
      }
      try await group.waitForAll()
    }
    for (turn, store) in stores.enumerated() {
      for number in 0..<100 {
        #expect(try await store.features(for: key(number)) == [Float(number), Float(turn), 0, 0])
      }
    }
    #expect(try Data(contentsOf: stores[0].file).count == 32 + 100 * 56)
  }

  @Test func aFolderThatCanNotBeMadeIsSaid() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    #expect(throws: TrainingError.self) {
      try FeatureStore(folder: folder.url.appending(path: "file/below"), name: "s", width: 4)
    }
  }

  private func filled(_ folder: TemporaryFolder, rows: Int) async throws -> URL {
    let store = try FeatureStore(folder: folder.url, name: "s", width: 4)
    for number in 0..<rows { try await store.insert([Float(number), 0, 0, 0], for: key(number)) }
    try await store.flush()
    return store.file
  }
}
