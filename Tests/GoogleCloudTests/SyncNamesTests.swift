import Foundation
import StorageTestSupport
import Support
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// Names are bytes, and nothing is left out in silence.
@Suite struct SyncNamesTests {
  private let bench: Workbench
  private let address = StorageAddress(bucket: "kennel", name: "dogs")

  init() throws { bench = try Workbench() }

  @discardableResult
  private func up(_ change: (inout SyncOptions) -> Void = { _ in }) async throws -> SyncReport {
    try await bench.up(to: address, change)
  }

  private func down(_ change: (inout SyncOptions) -> Void = { _ in }) async throws -> SyncReport {
    try await bench.down(address, change)
  }

  private func objects() throws -> [String] {
    try bench.stub.state().objects.keys.map { String(decoding: $0.utf8.dropFirst(12), as: UTF8.self) }.sorted()
  }

  private static let composed = "caf\u{E9}"
  private static let decomposed = "cafe\u{301}"

  @Test func compositionMakesTwoNames() async throws {
    for (number, name) in [Self.composed, Self.decomposed].enumerated() {
      try bench.file("here/\(name)", 100, seed: UInt64(number))
      try bench.file("here/\(name)s/x", 100, seed: UInt64(number + 5))
      try FileManager.default.setAttributes(
        [.modificationDate: Date.now.addingTimeInterval(-100)], ofItemAtPath: bench.path("here/\(name)"))
    }
    #expect(try await up().transferred == 4)
    for _ in 0..<2 {
      let again = try await up { $0.deletes = true }
      #expect(again.unchanged == 4 && again.transferred == 0 && again.deleted == 0 && again.extra == 0)
    }
    #expect(try await down { $0.deletes = true }.transferred == 4)
    for _ in 0..<2 {
      let again = try await down { $0.deletes = true }
      #expect(again.unchanged == 4 && again.deleted == 0)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: bench.path("back")).map { ByteName($0) }
    let expected = [Self.composed, Self.decomposed].flatMap { [ByteName($0), ByteName($0 + "s")] }
    #expect(Set(names) == Set(expected))
    for (number, name) in [Self.composed, Self.decomposed].enumerated() {
      let bytes = try Data(contentsOf: URL(filePath: bench.path("back") + "/" + name))
      #expect(Array(bytes) == Workbench.bytes(100, seed: UInt64(number)))
    }
    // One of the two goes: the other one stays.
    try FileManager.default.removeItem(atPath: bench.path("here") + "/" + Self.composed)
    let report = try await up { $0.deletes = true }
    #expect(report.deleted == 1 && report.extraNames.map { ByteName($0) } == [ByteName(Self.composed)])
  }

  @Test func whatIsLeftOutIsTold() async throws {
    try bench.file("here/a/x", 10)
    symlink(bench.path("here"), bench.path("here/a/loop"))
    symlink(bench.path("here/a/x"), bench.path("here/linked"))
    symlink("/nowhere", bench.path("here/nowhere"))
    symlink("self", bench.path("here/self"))
    symlink("/dev/null", bench.path("here/null"))
    #expect(mkfifo(bench.path("here/pipe"), 0o600) == 0)
    close(creat((Array((bench.path("here") + "/").utf8) + [0xE9, 0]).map { CChar(bitPattern: $0) }, 0o600))
    try bench.file("here/two\nlines", 10)
    // What was there once of a name that is left out now stays there.
    for name in ["pipe", "a/loop/x", "gone"] { try bench.stub.put([1], bucket: "kennel", name: "dogs/\(name)") }
    for isDry in [true, false] {
      let report = try await up { ($0.isDry, $0.deletes) = (isDry, true) }
      #expect(report.files == 2 && report.transferred == 2 && report.leftOut == 7)
      #expect(report.extra == 1 && report.extraNames == ["gone"] && report.deleted == 1)
      let reasons = Dictionary(report.notes.map { ($0.name, $0.reason) }, uniquingKeysWith: { $1 })
      #expect(
        reasons == [
          "a/loop": "it is a link to a folder that contains it", "nowhere": "it is a link to nowhere",
          "self": "it is a link to nowhere", "null": "it is a device", "pipe": "it is a named pipe",
          "\u{FFFD}": "its name is not UTF-8", "two\nlines": "Cloud Storage takes no such name",
        ])
    }
    #expect(try objects() == ["a/loop/x", "a/x", "linked", "pipe"])
  }

  @Test func aFolderAndALinkToItAreBothSent() async throws {
    try bench.file("here/real/x", 10)
    try bench.file("far/y", 10)
    symlink("real", bench.path("here/alias"))
    symlink(bench.path("far"), bench.path("here/far"))
    #expect(try await up().transferred == 3)
    #expect(try objects() == ["alias/x", "far/y", "real/x"])
  }

  /// Links to folders of links multiply: that ends with an error, not after years.
  @Test func linksThatMultiplyEnd() throws {
    for level in 0..<30 {
      try FileManager.default.createDirectory(
        atPath: bench.path("here/\(level)"), withIntermediateDirectories: true)
      for side in ["l", "r"] { symlink(bench.path("here/\(level + 1)"), bench.path("here/\(level)/\(side)")) }
    }
    let error = #expect(throws: CloudError.self) { try LocalFiles.source(bench.path("here")) }
    #expect(error?.kind == .usage)
  }

  /// A file that can't be opened any more: here it goes away after it was listed.
  @Test func anUnreadableFileIsTold() async throws {
    try bench.file("here/a", 10)
    try bench.file("here/b", 10)
    let gone = bench.path("here/a")
    let report = try await up {
      $0.sends = { name, _ in
        if name == "a" { unlink(gone) }
        return true
      }
    }
    #expect(report.transferred == 1 && report.files == 1 && report.leftOut == 1)
    #expect(report.notes.first?.name == "a")
    #expect(report.notes.first?.reason.contains("can't be opened: No such file") == true)
    // Where something counts last, it must not count without the rest.
    try bench.file("here/a", 10)
    try bench.file("here/model.json", 10)
    await #expect(throws: CloudError.self) {
      try await up {
        $0.lastSuffix = ".json"
        $0.sends = { name, _ in
          if name == "a" { unlink(gone) }
          return true
        }
      }
    }
    #expect(try objects() == ["b"])
  }

  @Test func onlyWhatMayIsSentAndDeleted() async throws {
    for name in ["mine/a", "mine/b", "others/a"] { try bench.file("here/\(name)", 10) }
    for name in ["mine/old", "others/a", "others/old"] {
      try bench.stub.put([1], bucket: "kennel", name: "dogs/\(name)")
    }
    let report = try await up {
      $0.deletes = true
      $0.sends = { name, stamp in name.hasPrefix("mine/") && stamp.size == 10 }
      $0.deletable = { $0.hasPrefix("mine/") }
    }
    #expect(report.files == 2 && report.transferred == 2 && report.deleted == 1 && report.leftOut == 0)
    #expect(report.extra == 2 && report.extraNames == ["mine/old", "others/old"])
    #expect(try objects() == ["mine/a", "mine/b", "others/a", "others/old"])
    #expect(try bench.stub.bytes(bucket: "kennel", name: "dogs/others/a") == [1])
    // Nothing is deleted, but it is reported; at most ten names.
    for number in 10..<30 { try bench.file("back/extra\(number)", 1) }
    let back = try await down { $0.deletable = { _ in false } }
    #expect(back.extra == 20 && back.extraNames == (10..<20).map { "extra\($0)" } && back.deleted == 0)
    #expect(
      try await down {
        $0.deletes = true
        $0.deletable = { $0 == "extra12" }
      }.deleted == 1)
  }

  @Test func hiddenFilesAreNoneWhereThatIsAsked() async throws {
    try bench.file("here/a", 1)
    try bench.file("here/.\u{301}b", 1)
    try bench.file("here/.c/d", 1)
    #expect(mkfifo(bench.path("here/.pipe"), 0o600) == 0)
    let report = try await up { $0.excludesHidden = true }
    #expect(report.transferred == 1 && report.leftOut == 0)
    #expect(try objects() == ["a"])
  }

  @Test func nothingWaitsForAPipe() async throws {
    #expect(mkfifo(bench.path("pipe"), 0o600) == 0)
    await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.upload(bench.path("pipe"), to: address) }
    }
    let file = LocalFile(name: "x", stamp: FileStamp(device: 1, inode: 1, size: 1, modified: 1))
    try ChecksumCache(path: bench.path("pipe")).save([file])
    #expect(StateFile.read(bench.path("pipe"), limit: 100) == Array("dogbreed-checksums 1\n".utf8))
  }

  /// What the program keeps for itself goes through no link that was planted.
  @Test func stateIsWrittenThroughNoLink() throws {
    try bench.folder.write([7], to: "outside/victim")
    try FileManager.default.createDirectory(atPath: bench.path("state"), withIntermediateDirectories: true)
    symlink(bench.path("outside/victim"), bench.path("state/file"))
    try StateFile.write([1, 2], to: bench.path("state/file"))
    #expect(StateFile.read(bench.path("outside/victim"), limit: 10) == [7])
    #expect(StateFile.read(bench.path("state/file"), limit: 2) == [1, 2])
    #expect(StateFile.read(bench.path("state/file"), limit: 1) == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: bench.path("state/file"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}
