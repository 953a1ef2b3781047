import Foundation
import Support
import TestSupport
import Testing

@testable import Training

@Suite struct FeatureCacheTests {
  private let folder: TemporaryFolder
  private let cache: FeatureCache

  init() throws {
    folder = try TemporaryFolder()
    cache = FeatureCache(folder.url)
  }

  /// A cache of so many rows of 4 features, used so many seconds ago.
  private func make(_ pipeline: String, rows: Int, secondsAgo: Double = 0) async throws {
    let store = try FeatureStore(folder: folder.url, pipeline: pipeline, width: 4)
    for number in 0..<rows {
      let key = FeatureKey(image: SHA256.hash(data: [UInt8(number)]), pipeline: pipeline, view: .original)
      try await store.insert([1, 2, 3, 4], for: key)
    }
    try await store.flush()
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -secondsAgo)], ofItemAtPath: store.file.path)
  }

  @Test func saysWhatThereIsAndLeavesOutTheRest() async throws {
    #expect(try FeatureCache(folder.url.appending(path: "nowhere")).entries().isEmpty)
    try await make("efficientnet-lite0 a1, resnet50 b2 {\"size\":224} bf16", rows: 3, secondsAgo: 100)
    try await make("efficientnet-lite2 c3 {\"size\":260} f32", rows: 5, secondsAgo: 200)
    try folder.write(Array("somebody's own file, longer than a header".utf8), to: "mine.features")
    try folder.write([], to: "empty.features")
    let found = try cache.entries()
    #expect(found.map(\.rows) == [5, 3] && found.map(\.width) == [4, 4])
    #expect(found.map(\.net) == ["efficientnet-lite2 f32", "efficientnet-lite0+resnet50 bf16"])
    #expect(found.map(\.bytes) == [32 + 5 * 56, 32 + 3 * 56])
  }

  @Test func removesItsOwnFilesAlone() async throws {
    try await make("net a1 {} f32", rows: 2)
    let entry = try #require(try cache.entries().first)
    let note = entry.file.deletingPathExtension().lastPathComponent + ".net"
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).contains(note))
    try folder.write(Array("not ours".utf8), to: "other.net")
    #expect(try cache.remove(entry))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["other.net"])
    try await make("net a1 {} f32", rows: 2)
    try folder.write(Array("somebody's text under that name".utf8), to: note)
    #expect(try cache.remove(try #require(try cache.entries().first)))
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["other.net", note])
  }

  @Test func whatIsWrittenToStays() async throws {
    let store = try FeatureStore(folder: folder.url, pipeline: "net a1 {} f32", width: 4)
    let entry = try #require(try cache.entries().first)
    #expect(try !cache.remove(entry))
    #expect(try cache.entries().count == 1 && store.isWritable)
  }

  @Test func aLimitRemovesThoseUsedLongestAgo() async throws {
    try await make("old", rows: 10, secondsAgo: 300)
    try await make("older", rows: 10, secondsAgo: 600)
    try await make("new", rows: 10, secondsAgo: 100)
    let each = 32 + 10 * 56
    let store = try FeatureStore(folder: folder.url, pipeline: "own", width: 4, limit: 2 * each + 32 + 4 * 56)
    #expect(Set(try cache.entries().map(\.pipeline)) == ["old", "new", "own"])
    #expect(store.rows.kept == 4)
    // Its own rows stay, however low the limit.
    let low = try FeatureStore(folder: folder.url, pipeline: "new", width: 4, limit: 0)
    #expect(low.rows.kept == 10)
    #expect(Set(try cache.entries().map(\.pipeline)) == ["new", "own"])
    #expect(await low.count == 10)
  }
}
