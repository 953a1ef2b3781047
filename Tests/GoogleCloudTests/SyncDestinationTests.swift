import Foundation
import StorageTestSupport
import Support
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// What comes down stays below the folder that was named, and nothing else there is destroyed.
@Suite struct SyncDestinationTests {
  private let bench: Workbench
  private let address = StorageAddress(bucket: "kennel", name: "dogs")

  init() throws {
    bench = try Workbench()
    try bench.folder.write([7, 7, 7], to: "outside/victim")
    try FileManager.default.createDirectory(atPath: bench.path("back"), withIntermediateDirectories: true)
  }

  private func put(_ names: String...) throws {
    for name in names { try bench.stub.put([1, 2], bucket: "kennel", name: "dogs/\(name)") }
  }

  @discardableResult
  private func down(to folder: String = "back", _ change: (inout SyncOptions) -> Void = { _ in }) async throws
    -> SyncReport
  {
    try await bench.down(address, to: folder, change)
  }

  private func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: bench.path(name)))) }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.path(folder)).sorted()
  }

  private func link(_ name: String, to target: String) { symlink(bench.path(target), bench.path(name)) }

  @Test func aLinkedFolderIsNamedBeforeAnythingIsWritten() async throws {
    try put("a", "sub/victim", "z")
    link("back/sub", to: "outside")
    let error = await #expect(throws: CloudError.self) { try await down { $0.deletes = true } }
    #expect(error?.kind == .usage && error?.description.contains("back/sub is a symbolic link") == true)
    #expect(try names("back") == ["sub"])
    #expect(try bytes("outside/victim") == [7, 7, 7])
    await #expect(throws: CloudError.self) { try await down { $0.isDry = true } }
  }

  @Test func aLinkInAFilesPlaceIsReplaced() async throws {
    try put("victim", "new")
    link("back/victim", to: "outside/victim")
    link("back/new", to: "outside/new")
    #expect(try await down().transferred == 2)
    #expect(try bytes("outside/victim") == [7, 7, 7])
    #expect(try names("outside") == ["victim"])
    #expect(try bytes("back/victim") == [1, 2] && bytes("back/new") == [1, 2])
    #expect(try await down().unchanged == 2)
  }

  /// rclone #1186: the disk wasn't mounted, and its mirror was deleted.
  @Test func anEmptyFolderTakesNothingAway() async throws {
    try put("a", "b")
    try FileManager.default.createDirectory(atPath: bench.path("here"), withIntermediateDirectories: true)
    let error = await #expect(throws: CloudError.self) { try await bench.up(to: address) { $0.deletes = true } }
    #expect(error?.description.contains("would remove all 2 objects") == true, "\(String(describing: error))")
    #expect(try bench.stub.state().objects.count == 2)
  }

  @Test func theFolderItselfMayBeALink() async throws {
    try put("a", "sub/b")
    link("other", to: "back")
    #expect(try await down(to: "other").transferred == 2)
    #expect(try names("back") == ["a", "sub"])
    #expect(try await down(to: "other").unchanged == 2)
  }

  @Test func nothingIsDeletedThroughALink() async throws {
    try put("a")
    try bench.folder.write([5], to: "back/mine")
    link("back/sub", to: "outside")
    link("back/one", to: "outside/victim")
    #expect(mkfifo(bench.path("back/pipe"), 0o600) == 0)
    // Where nothing is deleted they are nobody's business.
    #expect(try await down().leftOut == 0)
    for isDry in [true, false] {
      let report = try await down {
        ($0.deletes, $0.isDry) = (true, isDry)
      }
      #expect(report.deleted == 1 && report.extra == 1 && report.extraNames == ["mine"] && report.leftOut == 3)
      #expect(report.notes.map(\.name) == ["one", "pipe", "sub"])
      #expect(report.notes.first?.reason == "it is a symbolic link, and was not deleted")
    }
    #expect(try bytes("outside/victim") == [7, 7, 7])
    #expect(try names("back") == ["a", "one", "pipe", "sub"])
  }

  /// Small files and large ones, whose blocks are noted in a journal, which may be planted just so.
  @Test(arguments: ["link", "hard link", "pipe", "link to nowhere"], ["", "-journal"])
  func aPlantedPartIsNotWrittenThrough(_ kind: String, _ end: String) async throws {
    let bytes = Workbench.bytes(200_000, seed: 5)
    try bench.stub.put(bytes, bucket: "kennel", name: "dogs/big")
    try put("small")
    for name in ["big", "small"] {
      let part = bench.path("back/.\(name).dogbreed-part\(end)")
      switch kind {
      case "link": symlink(bench.path("outside/victim"), part)
      case "hard link": #expect(Foundation.link(bench.path("outside/victim"), part) == 0)
      case "pipe": #expect(mkfifo(part, 0o600) == 0)
      default: symlink(bench.path("outside/new"), part)
      }
    }
    #expect(try await down().transferred == 2)
    #expect(try self.bytes("back/big") == bytes && self.bytes("back/small") == [1, 2])
    #expect(try self.bytes("outside/victim") == [7, 7, 7])
    #expect(try names("outside") == ["victim"])
  }

  @Test func whatStandsInTheWayIsNamedFirst() async throws {
    try put("0", "a/b")
    try bench.folder.write([1], to: "back/a")
    #expect(mkfifo(bench.path("pipe"), 0o600) == 0)
    var error = await #expect(throws: CloudError.self) { try await down() }
    #expect(error?.description.contains("back/a is a file, but a/b needs a folder there") == true)
    try FileManager.default.removeItem(atPath: bench.path("back/a"))
    try FileManager.default.createDirectory(atPath: bench.path("back/0"), withIntermediateDirectories: true)
    error = await #expect(throws: CloudError.self) { try await down() }
    #expect(error?.description.contains("back/0 is a folder, but 0 needs a file there") == true)
    try FileManager.default.removeItem(atPath: bench.path("back/0"))
    #expect(rename(bench.path("pipe"), bench.path("back/0")) == 0)
    error = await #expect(throws: CloudError.self) { try await down() }
    #expect(error?.description.contains("back/0 is a named pipe") == true)
    #expect(try names("back") == ["0"])
  }

  @Test func anObjectThatIsAFolderTooIsLeftOut() async throws {
    try put("a", "a/b", "c")
    for isDry in [true, false] {
      let report = try await down { $0.isDry = isDry }
      #expect(report.transferred == 2 && report.leftOut == 1 && report.notes.map(\.name) == ["a"])
    }
    #expect(try names("back") == ["a", "c"] && names("back/a") == ["b"])
  }

  /// A slash that a combining mark follows is one letter to `String`, and a slash to the system.
  @Test func marksHideNoSlash() async throws {
    try put("\u{301}x")
    #expect(try await down().transferred == 1)
    #expect(try names("back").map { Array($0.utf8) } == [Array("\u{301}x".utf8)])
    try put("../\u{301}evil")
    let error = await #expect(throws: CloudError.self) { try await down() }
    #expect(error?.kind == .usage)
    #expect(try names(".").map { Array($0.utf8) }.allSatisfy { !$0.starts(with: "\u{301}".utf8) })
  }

  /// Between the look and the writing a link may come: the way down is opened folder by folder.
  @Test func aLinkThatComesLaterIsNotFollowed() throws {
    link("back/sub", to: "outside")
    let folder = SyncFolder(try .init(bench.path("back")))
    #expect(throws: CloudError.self) { try folder.place(of: "sub/victim", makes: true) }
    #expect(throws: CloudError.self) { try folder.remove("sub/victim") }
    #expect(try bytes("outside/victim") == [7, 7, 7])
  }

  @Test func anOddLastWordIsNoName() async throws {
    try bench.stub.put([1], bucket: "kennel", name: "x/..")
    let error = await #expect(throws: CloudError.self) {
      try await bench.with {
        try await $0.download(StorageAddress(bucket: "kennel", name: "x/.."), to: bench.path("back") + "/..")
      }
    }
    #expect(error?.kind == .usage)
  }
}
