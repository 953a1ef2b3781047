import Foundation
import Support
import TestSupport
import Testing

@testable import Downloads

/// Downloads from servers that behave badly.
@Suite struct DownloaderTests {
  private let folder: TemporaryFolder
  private let server: FaultyServer
  private let bytes: [UInt8]
  private let sha256: String

  init() throws {
    folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 1)
    bytes = (0..<300_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    sha256 = SHA256.hash(data: bytes).hexadecimal
    try folder.write(bytes, to: "served/file.bin")
    server = try FaultyServer(serving: folder.url.appending(path: "served"))
  }

  private var place: URL { folder.url.appending(path: "got/file.bin") }

  private func fetch(
    _ way: String, size: Int? = nil, sha256: String? = nil, kind: ContentKind = .any, giveUp: Double = 120,
    stall: Double = 60, limit: Int = 1 << 30
  ) async throws -> Receipt {
    var retryLimits = RetryLimits()
    (retryLimits.stall, retryLimits.giveUp, retryLimits.pause, retryLimits.limit) = (stall, giveUp, 0.01, limit)
    let address = try #require(URL(string: server.address(way, "file.bin")))
    return try await Downloader.with(retryLimits, environment: [:]) { downloader in
      try await downloader.fetch(Download(from: address, to: place, size: size, sha256: sha256, kind: kind))
    }
  }

  private func isWhole() throws -> Bool { try Array(Data(contentsOf: place)) == bytes }

  private var leftovers: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: place.deletingLastPathComponent().path)) ?? []).sorted()
  }

  @Test(arguments: ["good", "breaks", "moved", "busy", "slow"])
  func comesWhole(_ way: String) async throws {
    let receipt = try await fetch(way, size: bytes.count, sha256: sha256)
    #expect(receipt.size == bytes.count && receipt.sha256 == sha256 && receipt.received == bytes.count)
    #expect(try isWhole() && leftovers == ["file.bin"])
  }

  /// It sends everything from the start, whatever was asked for; what was there is replaced, not appended to.
  @Test func aServerThatIgnoresRanges() async throws {
    #expect(try await fetch("ignores").sha256 == sha256)
    #expect(try isWhole())
  }

  @Test func aServerThatLiesAboutRangesIsNotBelieved() async throws {
    await #expect(throws: DownloadError.self) { try await fetch("lies", sha256: sha256, giveUp: 1) }
    #expect(!FileManager.default.fileExists(atPath: place.path))
  }

  @Test func contentThatChangesInTheMiddleIsNotMixed() async throws {
    // Each connection breaks, and each try after the first sends the other content under another tag.
    await #expect(throws: DownloadError.self) { try await fetch("changes", sha256: sha256, giveUp: 1) }
    #expect(!FileManager.default.fileExists(atPath: place.path))
  }

  /// Without a validator halves can only be put together where the hash is known.
  @Test func withoutAValidatorOnlyAKnownHashLetsItGoOn() async throws {
    #expect(try await fetch("plain", sha256: sha256).received == bytes.count)
    try FileManager.default.removeItem(at: place)
    await #expect(throws: DownloadError.self) { try await fetch("plain", giveUp: 1) }
  }

  @Test func aStalledServerIsGivenUpAndTheBytesStay() async throws {
    // A busy machine may give up before the first byte; what came stays for the next run.
    var count = 0
    for _ in 0..<60 where count < 10_000 {
      await #expect {
        try await fetch("stalls", giveUp: 1.5, stall: 0.5)
      } throws: { error in
        guard case .gaveUp(_, _, let bytes)? = error as? DownloadError else { return false }
        count = bytes
        return true
      }
    }
    #expect(count >= 10_000)
    #expect(leftovers == [".file.bin.dogbreed-part", ".file.bin.dogbreed-part-journal"])
  }

  @Test func pagesTruncatedAndWrongFilesAreTold() async throws {
    await #expect {
      try await fetch("page", kind: .archive)
    } throws: { "\($0)".contains("an HTML page, not a tar archive") }
    await #expect {
      try await fetch("good", size: bytes.count + 1)
    } throws: { "\($0)".contains("\(bytes.count) bytes") }
    await #expect {
      try await fetch("good", sha256: String(repeating: "0", count: 64))
    } throws: { "\($0)".contains(sha256) }
    await #expect {
      try await fetch("short", giveUp: 1)
    } throws: {
      if case .gaveUp? = $0 as? DownloadError { true } else { false }
    }
    await #expect(throws: DownloadError.refused(address: server.address("gone", "file.bin"), status: 404)) {
      try await fetch("gone")
    }
    await #expect {
      try await fetch("loop", giveUp: 0.5)
    } throws: { "\($0)".lowercased().contains("redirect") }
    await #expect {
      try await fetch("endless", limit: 1_000_000)
    } throws: {
      if case .tooLarge? = $0 as? DownloadError { true } else { false }
    }
    #expect(!FileManager.default.fileExists(atPath: place.path))
  }

  @Test func aPartOfAnotherFileIsNotGoneOnFrom() async throws {
    try folder.write(Array("something else".utf8), to: "got/.file.bin.dogbreed-part")
    try folder.write(
      Array(#"{"address":"http://elsewhere/file.bin","validator":"\"one\""}"#.utf8),
      to: "got/.file.bin.dogbreed-part-journal")
    #expect(try await fetch("good").received == bytes.count)
    #expect(try isWhole())
    // One of the same address that is torn in its note begins again as well.
    try FileManager.default.removeItem(at: place)
    try folder.write(bytes.prefix(1000), to: "got/.file.bin.dogbreed-part")
    try folder.write(Array("{".utf8), to: "got/.file.bin.dogbreed-part-journal")
    #expect(try await fetch("good").received == bytes.count)
  }

  @Test func goesOnWhereItWas() async throws {
    try folder.write(bytes.prefix(123_456), to: "got/.file.bin.dogbreed-part")
    let note = #"{"address":"\#(server.address("good", "file.bin"))","validator":"\"one\"","total":300000}"#
    try folder.write(Array(note.utf8), to: "got/.file.bin.dogbreed-part-journal")
    #expect(try await fetch("good", sha256: sha256).received == bytes.count - 123_456)
    #expect(try isWhole())
  }

  /// Bytes that were damaged on the disk are fetched again, once.
  @Test func aDamagedPartIsFetchedAnew() async throws {
    try folder.write([UInt8](repeating: 0, count: 1000), to: "got/.file.bin.dogbreed-part")
    let note = #"{"address":"\#(server.address("good", "file.bin"))","validator":"\"one\"","total":300000}"#
    try folder.write(Array(note.utf8), to: "got/.file.bin.dogbreed-part-journal")
    #expect(try await fetch("good", sha256: sha256).sha256 == sha256)
    #expect(try isWhole())
  }

  @Test func otherAddressesAreRefused() async throws {
    for text in ["ftp://a/b", "file:///etc/passwd", "nothing"] {
      let address = try #require(URL(string: text))
      await #expect(throws: DownloadError.badAddress(text)) {
        try await Downloader.with(environment: [:]) { try await $0.fetch(Download(from: address, to: place)) }
      }
    }
  }

  /// Without a scheme, with credentials, and passed by for hosts that are excepted.
  @Test func aProxyLeadsToTheServer() async throws {
    let proxy = try ProxyStub(to: server.port, credentials: "me:p@ss")
    let url = try #require(URL(string: "http://images.example/good/file.bin"))
    func fetch(_ environment: [String: String], giveUp: Double = 1) async throws -> Receipt {
      var retryLimits = RetryLimits()
      retryLimits.giveUp = giveUp
      let chosen = retryLimits
      return try await Downloader.with(chosen, environment: environment) {
        try await $0.fetch(Download(from: url, to: place))
      }
    }
    #expect(try await fetch(["http_proxy": "me:p%40ss@127.0.0.1:\(proxy.port)"], giveUp: 120).sha256 == sha256)
    // A busy machine may ask more than once.
    let asked = try proxy.asked()
    #expect(Set(asked) == ["images.example:80"])
    for environment in [
      ["http_proxy": "127.0.0.1:\(proxy.port)"],
      [
        "http_proxy": "me:p%40ss@127.0.0.1:\(proxy.port)", "no_proxy": ".example",
      ],
    ] {
      await #expect(throws: DownloadError.self) { try await fetch(environment) }
    }
    #expect(try Set(proxy.asked()) == ["images.example:80", "refused"])
    #expect(try proxy.asked().count { $0 != "refused" } == asked.count)
  }
}
