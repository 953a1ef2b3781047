import Artifact
import Foundation
import TestSupport
import Testing

@Suite struct FolderReplacementTests {
  private struct Stopped: Error {}

  @Test func replacesAFolderWhole() async throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "model")
    for text in ["old", "new"] {
      try await FolderReplacement.write(to: place) { try Data(text.utf8).write(to: $0.appending(path: "\(text).txt")) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["new.txt"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model"])
  }

  @Test func aFailureLeavesThePreviousFolderAndNothingElse() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "model/weights")
    let place = folder.url.appending(path: "model")
    await #expect(throws: Stopped.self) {
      try await FolderReplacement.write(to: place) { _ in throw Stopped() }
    }
    #expect(try Data(contentsOf: place.appending(path: "weights")) == Data([1, 2, 3]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model"])
  }

  @Test func manyWritersLeaveOneWholeFolder() async throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "model")
    for _ in 0..<20 {
      try await withThrowingTaskGroup { group in
        for writer in 0..<8 {
          group.addTask {
            try await FolderReplacement.write(to: place) { temporary in
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

  @Test func aParentThatIsAFileIsSaid() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    await #expect(throws: ArtifactError.self) {
      try await FolderReplacement.write(to: folder.url.appending(path: "file/model")) { _ in }
    }
  }
}
