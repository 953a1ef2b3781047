import Foundation
import StorageTestSupport
import Support
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

@Suite struct SyncTests {
  private let bench: Workbench
  private let address = StorageAddress(bucket: "kennel", name: "dogs")

  init() throws { bench = try Workbench() }

  private func up(_ change: (inout SyncOptions) -> Void = { _ in }) async throws -> SyncReport {
    try await bench.up(to: address, change)
  }

  private func down(_ change: (inout SyncOptions) -> Void = { _ in }) async throws -> SyncReport {
    try await bench.down(address, change)
  }

  /// Makes a file look as if it had been there for a while.
  private func age(_ name: String, seconds: Double = 100) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date.now.addingTimeInterval(-seconds)], ofItemAtPath: bench.path(name))
  }

  private func uploads() throws -> Int { try bench.stub.state().requests.count { $0.line.contains("/upload/") } }

  @Test func onlyWhatDiffersTravels() async throws {
    for number in 0..<7 { try bench.file("here/\(number % 2)/\(number).jpg", 1000 + number, seed: UInt64(number)) }
    try bench.stub.configure(["page": 3])
    var report = try await up()
    #expect(report.files == 7 && report.transferred == 7 && report.bytes == 7021)
    try bench.stub.clear()
    report = try await up()
    #expect(report.unchanged == 7 && report.transferred == 0)
    #expect(try uploads() == 0)
    // Touched, the content the same: nothing travels. Changed in the same size: it does.
    try age("here/0/0.jpg", seconds: 500)
    try bench.file("here/1/1.jpg", 1001, seed: 99)
    report = try await up()
    #expect(report.transferred == 1 && report.bytes == 1001)
    #expect(try uploads() == 1)
    // Gone here: it stays there unless it should go.
    try FileManager.default.removeItem(atPath: bench.path("here/0/2.jpg"))
    #expect(try await up().deleted == 0)
    #expect(
      try await up {
        $0.deletes = true
        $0.isDry = true
      }.deleted == 1)
    #expect(try bench.stub.state().objects.count == 7)
    #expect(try await up { $0.deletes = true }.deleted == 1)
    #expect(try bench.stub.state().objects.count == 6)
    #expect(try bench.stub.state().violations.isEmpty)
  }

  @Test func aListingInPartsIsTheWhole() async throws {
    let names = (0..<40).map { "dogs/\($0 % 7)/\($0).jpg" } + ["dogs/ä.jpg", "dogs/ß/x", "dogs/😀", "cats/1"]
    for name in names { try bench.stub.put([1], bucket: "kennel", name: name) }
    try bench.stub.configure(["page": 3])
    let dogs = StorageAddress(bucket: "kennel", name: "dogs")
    try await bench.with { storage in
      let whole = try await storage.list(below: dogs).map(\.name)
      #expect(whole.count == 43)
      let cuts = [["dogs/3"], ["dogs/0/0.jpg", "dogs/2/9.jpg", "dogs/zebra"], ["a", "z"], Array(whole[1...])]
      for starts in cuts {
        #expect(try await storage.list(below: dogs, starts: starts).map(\.name) == whole)
      }
    }
  }

  @Test func andBack() async throws {
    for number in 0..<5 {
      try bench.stub.put(Workbench.bytes(2000, seed: UInt64(number)), bucket: "kennel", name: "dogs/\(number)/x")
    }
    try bench.stub.put([1], bucket: "kennel", name: "dogs-of-others/x")
    try bench.stub.put([], bucket: "kennel", name: "dogs/folder/")
    #expect(try await down().transferred == 5)
    #expect(try await down().unchanged == 5)
    try bench.file("back/mine", 10)
    #expect(try await down { $0.deletes = true }.deleted == 1)
    #expect(try LocalFiles.source(bench.path("back")).files.map(\.name) == (0..<5).map { "\($0)/x" })
    // A checksum that is known is not read again, as long as the file's time stays the same.
    for number in 0..<5 { try age("back/\(number)/x") }
    _ = try await down()
    try bench.stub.clear()
    _ = try await down()
    #expect(try bench.stub.state().requests.count == 1)
  }

  @Test func aChangedFileIsSeenThoughItsSizeIsTheSame() async throws {
    try bench.file("here/x", 5000, seed: 1)
    _ = try await up()
    for seed in 2...6 as ClosedRange<UInt64> {
      // At once, within the clock's tick.
      try bench.file("here/x", 5000, seed: seed)
      _ = try await up()
      #expect(try bench.stub.bytes(bucket: "kennel", name: "dogs/x") == Workbench.bytes(5000, seed: seed))
    }
  }

  @Test func hostileNamesLeaveNothing() async throws {
    try bench.stub.put([1], bucket: "kennel", name: "dogs/fine")
    for name in ["dogs/../../evil", "dogs//etc/passwd", "dogs/a/../../b", "dogs/./x"] {
      try bench.stub.put([1], bucket: "kennel", name: name)
      let error = await #expect(throws: CloudError.self) { try await down() }
      #expect(error?.kind == .usage)
      #expect(!FileManager.default.fileExists(atPath: bench.path("back")))
      try bench.stub.configure(["drop": name])
    }
  }

  @Test func whatCountsTravelsLast() async throws {
    for name in ["a", "model.json", "z"] { try bench.file("here/\(name)", 10) }
    _ = try await up { $0.lastSuffix = ".json" }
    let names = try bench.stub.state().requests.filter { $0.line.contains("/upload/") }.map(\.line)
    #expect(names.last?.contains("model.json") == true)
  }

  @Test func anEmptyPlaceIsSaid() async throws {
    let error = await #expect(throws: CloudError.self) { try await down() }
    #expect(error?.description.contains("gs://kennel/dogs") == true)
  }

  /// The cache's file may hold anything.
  @Test func cachesAreHostile() throws {
    var generator = SeededGenerator(seed: 8)
    let text = "dogbreed-checksums 1\n10 5 6 7 4294967295 a/b c\n11 5 6 7 1 x\n"
    let file = LocalFile(name: "a/b c", stamp: FileStamp(device: 7, inode: 6, size: 10, modified: 5))
    try bench.folder.write(Array(text.utf8), to: "cache")
    func crc() throws(FileError) -> UInt32 {
      try ChecksumCache(path: bench.path("cache")).crc(of: file) { () throws(FileError) in
        throw FileError(path: "/nowhere", action: "opened", reason: "it must be read")
      }.value
    }
    #expect(try crc() == 4_294_967_295)
    var (kept, forgotten) = (0, 0)
    for _ in 0..<500 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
      try bench.folder.write(bytes, to: "cache")
      // A line is believed or the file, which isn't there, would have to be read.
      do {
        let crc = try crc()
        // A digit of the checksum itself may have become another one.
        #expect("\(crc)".count <= 10)
        kept += 1
      } catch {
        #expect(error.description.contains("nowhere"), "\(error)")
        forgotten += 1
      }
    }
    #expect(kept > 50 && forgotten > 50, "\(kept) kept, \(forgotten) forgotten")
  }
}
