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
