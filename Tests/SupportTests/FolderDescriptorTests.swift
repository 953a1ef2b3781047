import Foundation
import Support
import TestSupport
import Testing

@Suite struct FolderDescriptorTests {
  private let bench: TemporaryFolder
  private let folder: FolderDescriptor

  init() throws {
    bench = try TemporaryFolder()
    try bench.write([1, 2, 3], to: "outside/victim")
    try bench.write([9], to: "inside/file")
    folder = try FolderDescriptor(bench.url.appending(path: "inside").path)
  }

  private func path(_ name: String) -> String { bench.url.appending(path: name).path }

  private func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path(name)))) }

  private func link(_ name: String, to target: String) { symlink(path(target), path("inside/\(name)")) }

  @Test(arguments: ["", ".", "..", "a/b", "/etc", "../outside/victim", "a\0b", "../\u{301}x"])
  func onlySingleNamesAreTaken(_ name: String) {
    #expect(throws: FileError.self) { _ = try folder.status(of: name) }
    #expect(throws: FileError.self) { _ = try folder.folder(name) }
    #expect(throws: FileError.self) { _ = try folder.makeFolder(name) }
    #expect(throws: FileError.self) { _ = try folder.openToRead(name) }
    #expect(throws: FileError.self) { _ = try folder.openNew(name) }
    #expect(throws: FileError.self) { _ = try folder.openPart(name) }
    #expect(throws: FileError.self) { try folder.rename("file", to: name) }
    #expect(throws: FileError.self) { try folder.remove(name) }
    #expect(throws: FileError.self) { _ = try AtomicFile(name, in: folder) }
  }

  @Test func noLinkIsFollowed() throws {
    link("folder", to: "outside")
    link("victim", to: "outside/victim")
    link("nowhere", to: "outside/new")
    #expect { try folder.folder("folder") } throws: { "\($0)".contains("it is a symbolic link, not a folder") }
    #expect(throws: FileError.self) { try folder.makeFolder("folder") }
    #expect(throws: FileError.self) { try folder.openToRead("victim") }
    for name in ["victim", "nowhere"] { #expect(throws: FileError.self) { try folder.openNew(name) } }
    try AtomicFile("victim", in: folder).commit()
    #expect(try bytes("inside/victim").isEmpty)
    for name in ["folder", "nowhere"] { try folder.remove(name) }
    #expect(try bytes("outside/victim") == [1, 2, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path("outside")) == ["victim"])
  }

  /// The folder that was opened is written to, whatever stands in its place by then.
  @Test func aFolderThatIsReplacedByALinkIsStillTheSame() throws {
    let below = try folder.makeFolder("below")
    #expect(rename(path("inside/below"), path("inside/moved")) == 0)
    link("below", to: "outside")
    let file = try AtomicFile("victim", in: below)
    try file.append([7] as [UInt8])
    try file.commit()
    #expect(try bytes("outside/victim") == [1, 2, 3])
    #expect(try bytes("inside/moved/victim") == [7])
  }

  @Test func anOwnPartGoesOn() throws {
    let first = try folder.openPart("part")
    try first.write([1, 2], at: 0)
    #expect { try folder.openPart("part") } throws: { "\($0)".contains("another program is writing it") }
    try first.close()
    #expect(try folder.openPart("part").size == 2)
  }

  @Test(arguments: ["link", "hard link", "pipe", "link to nowhere"])
  func aPlantedPartIsMadeAnew(_ kind: String) throws {
    switch kind {
    case "link": link("part", to: "outside/victim")
    case "hard link": #expect(Foundation.link(path("outside/victim"), path("inside/part")) == 0)
    case "pipe": #expect(mkfifo(path("inside/part"), 0o600) == 0)
    default: link("part", to: "outside/new")
    }
    try folder.openPart("part").write([5], at: 0)
    #expect(try bytes("outside/victim") == [1, 2, 3])
    #expect(try bytes("inside/part") == [5])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path("outside")) == ["victim"])
  }

  @Test func aFolderInAPartsPlaceIsRefused() throws {
    _ = try folder.makeFolder("part")
    #expect(throws: FileError.self) { try folder.openPart("part") }
  }

  @Test func namesAreBytes() throws {
    let odd: [UInt8] = [0x61, 0xFF, 0xFE]
    let made = creat((Array((path("inside") + "/").utf8) + odd + [0]).map { CChar(bitPattern: $0) }, 0o600)
    #expect(made >= 0)
    close(made)
    for name in ["caf\u{E9}", "cafe\u{301}"] { try folder.openNew(name).close() }
    let expected = [Array("file".utf8), odd, Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8)]
    #expect(try Set(folder.names()) == Set(expected))
    // A second reading begins at the first name again.
    #expect(try folder.names().count == 4)
  }

  @Test func pathsAreSplitAtTheLastSlash() {
    for (text, folder, name) in [
      ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b/", "/a/b", ""), ("a/\u{301}b", "a", "\u{301}b"),
    ] {
      let split = FolderDescriptor.split(text)
      #expect(split.folder == folder && ByteName(split.name) == ByteName(name))
    }
  }
}

@Suite struct ByteNameTests {
  @Test func compositionTellsNamesApart() {
    #expect("caf\u{E9}" == "cafe\u{301}")
    #expect(ByteName("caf\u{E9}") != ByteName("cafe\u{301}"))
    #expect(Set([ByteName("caf\u{E9}"), ByteName("cafe\u{301}"), ByteName("cafe\u{301}")]).count == 2)
    // e comes before é's first byte.
    #expect(ByteName("cafe\u{301}") < ByteName("caf\u{E9}") && ByteName("Z") < ByteName("a"))
  }

  @Test func bytesAreFoundWhereCharactersAreNot() {
    #expect(!"a/\u{301}".hasPrefix("a/") && "a/\u{301}".beginsBytewise(with: "a/"))
    #expect("x.json".endsBytewise(with: ".json") && !"json".endsBytewise(with: ".json"))
    #expect("../\u{301}x//".pathComponents.map { Array($0.utf8) } == [[46, 46], Array("\u{301}x".utf8), [], []])
  }

  /// Several that make one folder at once all get it.
  @Test func foldersMadeAtOnceAreFound() async throws {
    let folder = try TemporaryFolder()
    let root = try FolderDescriptor(folder.path)
    for round in 0..<300 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try root.makeFolder("\(round)") } }
        try await group.waitForAll()
      }
    }
  }
}
