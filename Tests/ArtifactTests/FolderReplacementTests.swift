import Artifact
import Foundation
import TestSupport
import Testing

@Suite struct FolderReplacementTests {
  private struct Stopped: Error {}

  /// Knows its folders by a mark, and owns everything that begins with `own`.
  private static let marked = FolderOwner(
    "a test", recognises: { FileManager.default.fileExists(atPath: "\($0)/own-mark") },
    owns: { $0.hasPrefix("own") })

  private func write(_ names: String..., to place: URL, by owner: FolderOwner = marked) async throws {
    try await FolderReplacement.write(to: place, by: owner) { folder in
      for name in names + ["own-mark"] {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(name.utf8).write(to: file)
      }
    }
  }

  private func files(_ folder: URL) -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).sorted()
  }

  @Test func replacesItsOwnFilesAndKeepsAllOthers() async throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "model")
    try await write("own-old", "own/deep", to: place)
    try folder.write([1], to: "model/notes.txt")
    try folder.write([2], to: "model/photos/deep/pug.jpg")
    try folder.write([3], to: "model/own/mine-not")
    try await write("own-new", to: place)
    #expect(
      files(place) == ["notes.txt", "own-mark", "own-new", "photos", "photos/deep", "photos/deep/pug.jpg"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model"])
  }

  @Test func aFolderWithOtherThingsIsRefusedAndStays() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "project/photo.jpg")
    let before = files(folder.url)
    await #expect(throws: ArtifactError.self) {
      try await write("own-new", to: folder.url.appending(path: "project"))
    }
    #expect(throws: ArtifactError.self) {
      try FolderReplacement(of: folder.url.appending(path: "project"), by: .model)
    }
    #expect(files(folder.url) == before)
  }

  @Test func aFileIsRefusedAndStays() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "file")
    await #expect(throws: ArtifactError.self) { try await write("own", to: folder.url.appending(path: "file")) }
    #expect(try Data(contentsOf: folder.url.appending(path: "file")) == Data([1, 2, 3]))
    await #expect(throws: ArtifactError.self) { try await write("own", to: folder.url.appending(path: "file/model")) }
    #expect(files(folder.url) == ["file"])
  }

  @Test func aLinkedFolderIsWrittenWhereItLies() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "disk/model"), withIntermediateDirectories: true)
    let link = folder.url.appending(path: "link")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "disk/model")
    try await write("own-new", to: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == "disk/model")
    #expect(files(folder.url.appending(path: "disk/model")) == ["own-mark", "own-new"])
  }

  @Test func lookingLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    _ = try FolderReplacement(of: folder.url.appending(path: "deep/er/model"), by: .model)
    #expect(files(folder.url).allSatisfy { !$0.contains("dogbreed-") })
  }

  @Test func aFailureLeavesThePreviousFolderAndNothingElse() async throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "model")
    try await write("own-old", to: place)
    await #expect(throws: Stopped.self) {
      try await FolderReplacement.write(to: place, by: Self.marked) { _ in throw Stopped() }
    }
    #expect(files(place) == ["own-mark", "own-old"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model"])
  }

  @Test func whatAKilledRunLeftIsRemovedAsFarAsItIsOurs() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: ".model.dogbreed-0123ABCD/own-mark")
    try folder.write([1], to: ".model.dogbreed-0123ABCE/photo.jpg")
    try folder.write([1], to: ".model.dogbreed-notes")
    try await write("own-new", to: folder.url.appending(path: "model"))
    #expect(
      files(folder.url) == [
        ".model.dogbreed-0123ABCE", ".model.dogbreed-0123ABCE/photo.jpg", ".model.dogbreed-notes", "model",
        "model/own-mark", "model/own-new",
      ])
  }

  @Test func manyWritersLeaveOneWholeFolder() async throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "model")
    for _ in 0..<20 {
      try await withThrowingTaskGroup { group in
        for writer in 0..<8 {
          group.addTask {
            try await FolderReplacement.write(to: place, by: .cache) { temporary in
              for name in ["a", "b"] { try Data([UInt8(writer)]).write(to: temporary.appending(path: name)) }
            }
          }
        }
        try await group.waitForAll()
      }
      let first = try Data(contentsOf: place.appending(path: "a"))
      #expect(try Data(contentsOf: place.appending(path: "b")) == first)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model"])
      try FileManager.default.removeItem(at: place)
    }
  }
}
