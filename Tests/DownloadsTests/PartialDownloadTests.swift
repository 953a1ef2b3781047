import Foundation
import Support
import TestSupport
import Testing

@testable import Downloads

/// What is found under a part's names is trusted only if an earlier run can have left it there.
@Suite struct PartialDownloadTests {
  private let folder: TemporaryFolder
  private var place: URL { folder.url.appending(path: "got/file.bin") }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write([7, 7, 7], to: "outside/victim")
    try FileManager.default.createDirectory(atPath: folder.path + "/got", withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func names(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  private func append(_ bytes: [UInt8], to part: PartialDownload) throws {
    try bytes.withUnsafeBytes { bytes in Result { () throws(DownloadError) in try part.append(bytes) } }.get()
  }

  @Test func goesOnAndFinishes() throws {
    var part = try PartialDownload(place, address: "http://a/b")
    try append([1, 2], to: part)
    part = try reopened(&part)
    #expect(part.count == 2)
    try append([3], to: part)
    #expect(part.start(10) == [1, 2, 3])
    #expect(try part.hash() == SHA256.hash(data: [1, 2, 3] as [UInt8]).hexadecimal)
    try part.finish()
    #expect(try Array(Data(contentsOf: place)) == [1, 2, 3])
    #expect(try names("got") == ["file.bin"])
  }

  /// Lets go of a part before it is opened again: it is locked as long as it is held.
  private func reopened(_ part: inout PartialDownload) throws -> PartialDownload {
    part = try PartialDownload(folder.url.appending(path: "other/x"), address: "http://a/b")
    return try PartialDownload(place, address: "http://a/b")
  }

  @Test(arguments: ["link", "hard link", "pipe", "link to nowhere"], ["", "-journal"])
  func whatIsPlantedIsNotWrittenThrough(_ kind: String, _ end: String) throws {
    let planted = path("got/.file.bin.dogbreed-part\(end)")
    switch kind {
    case "link": symlink(path("outside/victim"), planted)
    case "hard link": #expect(link(path("outside/victim"), planted) == 0)
    case "pipe": #expect(mkfifo(planted, 0o600) == 0)
    default: symlink(path("outside/new"), planted)
    }
    let part = try PartialDownload(place, address: "http://a/b")
    #expect(part.count == 0)
    try append([1, 2], to: part)
    try part.finish()
    #expect(try Array(Data(contentsOf: place)) == [1, 2])
    #expect(try Array(Data(contentsOf: URL(filePath: path("outside/victim")))) == [7, 7, 7])
    #expect(try names("outside") == ["victim"] && names("got") == ["file.bin"])
  }

  @Test func aLinkInTheFilesPlaceIsReplaced() throws {
    symlink(path("outside/victim"), place.path)
    let part = try PartialDownload(place, address: "http://a/b")
    try append([1], to: part)
    try part.finish()
    #expect(try Array(Data(contentsOf: URL(filePath: path("outside/victim")))) == [7, 7, 7])
    #expect(try Array(Data(contentsOf: place)) == [1])
  }

  @Test func twoRunsDontWriteOnePart() throws {
    let first = try PartialDownload(place, address: "http://a/b")
    try append([1], to: first)
    #expect {
      try PartialDownload(place, address: "http://a/b")
    } throws: { "\($0)".contains("another program is writing it") }
    try first.finish()
    #expect(try Array(Data(contentsOf: place)) == [1])
  }

  @Test func nothingWaitsForAPipe() throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    #expect(throws: DownloadError.notTheFile(address: path("pipe"), reason: "it is not a file")) {
      try Receipt(of: URL(filePath: path("pipe")), kind: .any)
    }
    let receipt = try Receipt(of: URL(filePath: path("outside/victim")), kind: .any)
    #expect(receipt.size == 3 && receipt.sha256 == SHA256.hash(data: [7, 7, 7] as [UInt8]).hexadecimal)
  }
}
