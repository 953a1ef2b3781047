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
    for number in 0..<6 { #expect(await store.features(for: key(number)) == [Float(number), 1, 2, 3]) }
    #expect(await store.features(for: key(9)) == nil)
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
    #expect(await store.features(for: key(1)) == nil)
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
    #expect(await second.features(for: key(1)) == [1, 2, 3, 4])
    try await second.insert([5, 6, 7, 8], for: key(2))
    try await second.flush()
    #expect(await second.features(for: key(2)) == [5, 6, 7, 8])
    #expect(try Data(contentsOf: first.file).count == 32 + 56)
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
