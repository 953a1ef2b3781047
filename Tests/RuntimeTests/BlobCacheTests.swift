import Foundation
import TestSupport
import Testing

@testable import Runtime

@Suite struct BlobCacheTests {
  private func blobs(_ cache: URL) -> [URL] {
    let all = FileManager.default.enumerator(at: cache, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return all.filter { $0.pathExtension == "blob" }
  }

  @Test func aDamagedBlobIsMadeAnewAndSaidOnce() async throws {
    let folder = try TemporaryFolder()
    let options = RuntimeOptions(precision: .f32, cacheFolder: folder.url)
    let first = try TinyNet.model(options)
    #expect(first.notes.isEmpty)
    let names = first.outputs.map(\.name)
    let wanted = try await first.infer(TinyNet.input, outputs: names)
    let blob = try #require(blobs(folder.url).first)
    var bytes = try Data(contentsOf: blob)
    for offset in stride(from: bytes.count / 2, to: bytes.count, by: 7) { bytes[offset] ^= 0x41 }
    #expect(chmod(blob.path, 0o644) == 0)
    let handle = try FileHandle(forWritingTo: blob)
    try handle.write(contentsOf: bytes)
    try handle.close()
    let second = try TinyNet.model(options)
    #expect(second.notes.count == 1)
    #expect(try await second.infer(TinyNet.input, outputs: names) == wanted)
    let third = try TinyNet.model(options)
    #expect(third.notes.isEmpty)
    #expect(try await third.infer(TinyNet.input, outputs: names) == wanted)
  }

  @Test func anIntactBlobIsTaken() throws {
    let folder = try TemporaryFolder()
    let options = RuntimeOptions(precision: .f32, cacheFolder: folder.url)
    _ = try TinyNet.model(options)
    let before = blobs(folder.url)
    let written = try before.map {
      try $0.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    }
    _ = try TinyNet.model(options)
    let after = blobs(folder.url)
    #expect(after.map(\.lastPathComponent) == before.map(\.lastPathComponent) && after.count == 1)
    #expect(
      try after.map { try $0.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate } == written
    )
  }

  /// What a process left that was killed before it wrote the hash, or what somebody put there.
  @Test func aBlobWithoutAHashIsMadeAnewWithoutAWord() throws {
    let folder = try TemporaryFolder()
    let options = RuntimeOptions(precision: .f32, cacheFolder: folder.url)
    _ = try TinyNet.model(options)
    let blob = try #require(blobs(folder.url).first)
    try FileManager.default.removeItem(at: blob.deletingLastPathComponent().appending(path: "SHA256SUMS"))
    try Data([1, 2, 3]).write(to: blob.deletingLastPathComponent().appending(path: "1.blob"))
    #expect(try TinyNet.model(options).notes.isEmpty)
    #expect(blobs(folder.url).map(\.lastPathComponent) == [blob.lastPathComponent])
  }
}
