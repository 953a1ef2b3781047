import Foundation
import Support
import TestSupport
import Testing

/// A file at one of two places, whatever happens.
@Suite struct FileMoveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }
  private func text(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }

  @Test func movesOnceAndReplacesNothing() throws {
    try folder.write("a".utf8, to: "a")
    #expect(try FileMove.move(path("a"), to: path("b")) == .moved)
    #expect(text("a") == nil && text("b") == "a")
    #expect(try FileMove.move(path("a"), to: path("b")) == .moved, "it is there already")
    try folder.write("other".utf8, to: "a")
    #expect(try FileMove.move(path("a"), to: path("b")) == .occupied)
    #expect(text("a") == "other" && text("b") == "a")
    #expect(try FileMove.move(path("x"), to: path("y")) == .missing)
  }

  @Test func halfAMoveIsFinished() throws {
    try folder.write("a".utf8, to: "a")
    try FileManager.default.linkItem(atPath: path("a"), toPath: path("b"))
    #expect(try FileMove.move(path("a"), to: path("b")) == .moved)
    #expect(text("a") == nil && text("b") == "a")
  }

  /// Where another file system is at hand, the file is whole there before it goes here.
  @Test(.enabled(if: access("/dev/shm", W_OK) == 0)) func crossesFileSystems() throws {
    let other = "/dev/shm/dogbreed-move-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: other) }
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try folder.write(bytes, to: "large")
    #expect(try FileMove.move(path("large"), to: other) == .moved)
    #expect(text("large") == nil && FileManager.default.contents(atPath: other) == Data(bytes))
    #expect(try FileMove.move(other, to: path("large")) == .moved)
    #expect(FileManager.default.contents(atPath: path("large")) == Data(bytes))
    // A kill between the copy's end and the removal leaves both.
    try Data(bytes).write(to: URL(filePath: other))
    #expect(try FileMove.move(path("large"), to: other) == .moved)
    try folder.write("changed".utf8, to: "large")
    #expect(try FileMove.move(path("large"), to: other) == .occupied)
  }

  @Test func aFolderThatIsNotThereIsSaid() throws {
    try folder.write("a".utf8, to: "a")
    #expect(throws: FileError.self) { try FileMove.move(path("a"), to: path("none/a")) }
    #expect(text("a") == "a")
  }
}
