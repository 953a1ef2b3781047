import Archives
import Foundation
import TestSupport
import Testing

@Suite struct UnpackingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var target: String { folder.url.appending(path: "target").path }

  private func unpack(_ bytes: [UInt8], limits: UnpackLimits = UnpackLimits()) throws -> Int {
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    var reader = TarReader(MemorySource(bytes))
    return try reader.unpack(into: target, limits: limits)
  }

  @Test func makesFilesAndFolders() throws {
    var tar = TarMaking()
    tar.entry(type: "5", name: "Images/")
    tar.file("Images/n1/a.jpg", [1, 2])
    tar.file("./lists/b.mat", [3])
    tar.end()
    #expect(try unpack(tar.bytes) == 2)
    #expect(try Data(contentsOf: URL(filePath: "\(target)/Images/n1/a.jpg")) == Data([1, 2]))
    #expect(try Data(contentsOf: URL(filePath: "\(target)/lists/b.mat")) == Data([3]))
  }

  @Test(arguments: [
    "/etc/dogbreed-was-here", "../outside", "a/../../outside", "a/..", String(repeating: "d/", count: 40) + "deep",
  ])
  func pathsThatLeadOutAreRefused(_ name: String) throws {
    var tar = TarMaking()
    tar.file(name, [1])
    tar.end()
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["target"])
    #expect(!FileManager.default.fileExists(atPath: "/etc/dogbreed-was-here"))
  }

  @Test(arguments: ["1", "2", "3", "4", "6", "S", "Z"] as [Character])
  func linksAndDevicesAreRefused(_ type: Character) throws {
    var tar = TarMaking()
    tar.entry(type: type, name: "link") { header in
      for (place, byte) in "/etc/passwd".utf8.enumerated() { header[157 + place] = byte }
    }
    tar.file("link/inside", [1])
    tar.end()
    #expect {
      try unpack(tar.bytes)
    } throws: { error in
      if case ArchiveError.refused(let entry, _) = error { entry == "link" } else { false }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
  }

  /// A hard link, its target in the header, in GNU's long form or in POSIX.1-2001's.
  private func link(_ name: String, to target: String, form: Character = "1", in tar: inout TarMaking) {
    if form == "K" { tar.entry(type: "K", name: "././@LongLink", contents: Array(target.utf8) + [0]) }
    if form == "x" {
      let record = " linkpath=\(target)\n"
      tar.entry(type: "x", name: "PaxHeader", contents: Array("\(record.utf8.count + 2)\(record)".utf8))
    }
    tar.entry(type: "1", name: name) { header in
      for (place, byte) in target.utf8.prefix(form == "1" ? 100 : 3).enumerated() { header[157 + place] = byte }
    }
  }

  @Test func hardLinksShareWhatCameBefore() throws {
    var tar = TarMaking()
    tar.file("a/1.jpg", [1, 2])
    link("b/2.jpg", to: "a/1.jpg", in: &tar)
    link("./3.jpg", to: "./b/2.jpg", form: "K", in: &tar)
    link("4.jpg", to: "a/1.jpg", form: "x", in: &tar)
    // A later file of that name has contents of its own, and the others keep theirs.
    tar.file("b/2.jpg", [9])
    tar.end()
    #expect(try unpack(tar.bytes) == 5)
    let expected: [(String, [UInt8])] = [
      ("a/1.jpg", [1, 2]), ("b/2.jpg", [9]), ("3.jpg", [1, 2]), ("4.jpg", [1, 2]),
    ]
    for (name, bytes) in expected {
      #expect(try Data(contentsOf: URL(filePath: "\(target)/\(name)")) == Data(bytes), "\(name)")
    }
  }

  @Test(arguments: ["/etc/passwd", "../outside", "later.jpg", "folder", "a.jpg/x", ""])
  func hardLinksToAnythingElseAreRefused(_ goal: String) throws {
    try folder.write([7], to: "outside")
    var tar = TarMaking()
    tar.entry(type: "5", name: "folder/")
    tar.file("a.jpg", [1])
    link("b.jpg", to: goal, in: &tar)
    tar.file("later.jpg", [1])
    tar.end()
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes) }
    #expect(!FileManager.default.fileExists(atPath: "\(target)/b.jpg"))
  }

  @Test func aHardLinkToALinkThatWasThereIsRefused() throws {
    let outside = try folder.write([7], to: "outside")
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: "\(target)/a", withDestinationPath: outside.path)
    var tar = TarMaking()
    link("b", to: "a", in: &tar)
    tar.end()
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes) }
  }

  @Test func foldersAreCounted() throws {
    var tar = TarMaking()
    for number in 0..<10 { tar.entry(type: "5", name: "\(number)" + String(repeating: "/d", count: 20)) }
    tar.end()
    #expect(throws: ArchiveError.tooLarge(reason: "more than 100 folders")) {
      try unpack(tar.bytes, limits: UnpackLimits(folders: 100))
    }
    #expect(try unpack(tar.bytes, limits: UnpackLimits(folders: 210)) == 0)
  }

  @Test func anArchiveWithoutEntriesIsTruncated() {
    #expect(throws: ArchiveError.truncated) { try unpack([UInt8](repeating: 0, count: 1024)) }
  }

  @Test func aFileIsNoFolder() throws {
    var tar = TarMaking()
    tar.file("a", [1])
    tar.file("a/b", [2])
    tar.end()
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes) }
  }

  @Test func linksThatWereThereAreNotFollowed() throws {
    let outside = try folder.write([7], to: "outside")
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: "\(target)/a", withDestinationPath: outside.path)
    var tar = TarMaking()
    tar.file("a", [1])
    tar.end()
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes) }
    #expect(try Data(contentsOf: outside) == Data([7]))
  }

  @Test func boundsHold() throws {
    var tar = TarMaking()
    tar.file("a", [UInt8](repeating: 1, count: 600))
    tar.file("b", [UInt8](repeating: 1, count: 600))
    tar.end()
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes, limits: UnpackLimits(entries: 1)) }
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes, limits: UnpackLimits(bytes: 1000)) }
    #expect(throws: ArchiveError.self) { try unpack(tar.bytes, limits: UnpackLimits(file: 599)) }
    #expect(try unpack(tar.bytes, limits: UnpackLimits(entries: 2, bytes: 1200, file: 600)) == 2)
  }
}
