import Foundation
import StorageTestSupport
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

@Suite struct DownloadTests {
  private let bench: Workbench
  private let address = StorageAddress(bucket: "kennel", name: "a/b.bin")

  init() throws { bench = try Workbench() }

  /// Downloads and sees that all is here, and nothing else.
  @discardableResult
  private func download(_ count: Int, faults: [[String: Any]] = []) async throws -> StorageStub.State {
    let bytes = Workbench.bytes(count, seed: 3)
    try bench.stub.put(bytes, bucket: "kennel", name: address.name)
    try bench.stub.configure(["script": faults])
    try await bench.with(environment: patience(with: faults)) { storage in
      let first = try await storage.download(address, to: bench.path("got/b.bin"))
      let second = try await storage.download(address, to: bench.path("got/b.bin"))
      #expect(first.bytes == count && second.bytes == 0)
    }
    #expect(FileManager.default.contents(atPath: bench.path("got/b.bin")).map(Array.init) == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("got")) == ["b.bin"])
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    return state
  }

  @Test(arguments: [0, 1, 65_536, 65_537, 1 << 20, 3_000_001])
  func everySizeArrivesOnce(count: Int) async throws {
    let state = try await download(count)
    #expect(state.kept["read kennel/a/b.bin"] ?? 0 == count)
  }

  @Test(arguments: ["503", "429", "reset", "stall", "truncated", "cut"], [5000, 3_000_001])
  func throughEveryFault(kind: String, count: Int) async throws {
    try await download(count, faults: [going(kind, "alt=media", times: 2), going(kind, "GET /storage", times: 1)])
  }

  /// What was written before the connection broke isn't asked for again.
  @Test func goesOnAtTheVeryByte() async throws {
    let state = try await download(60_000, faults: [going("cut", "alt=media")])
    let ranges = state.requests.filter { $0.line.contains("alt=media") }.map { $0.headers["Range"] }
    #expect(ranges.count == 2 && ranges.first == .some(nil))
    // What the connection still held when it ended is lost with it.
    let begin = try #require(ranges.last??.dropFirst(6).split(separator: "-").first.flatMap { Int($0) })
    #expect((1...30_000).contains(begin))
    #expect(state.kept["read kennel/a/b.bin"] == 30_000 + 60_000 - begin)
  }

  @Test(arguments: [5000, 3_000_001], ["wrong", "other-range"])
  func wrongBytesAreFetchedAgain(count: Int, kind: String) async throws {
    try await download(count, faults: [going(kind, "alt=media", times: 2)])
  }

  @Test func wrongBytesForeverAreRefused() async throws {
    try bench.stub.put(Workbench.bytes(5000, seed: 1), bucket: "kennel", name: address.name)
    try bench.stub.configure(["rate": 1, "kinds": ["wrong"]])
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.download(address, to: bench.path("got/b.bin")) }
    }
    #expect(error?.kind == .corrupt)
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("got")).isEmpty)
  }

  @Test func whatIsNotThereIsSaid() async throws {
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.download(address, to: bench.path("got/b.bin")) }
    }
    #expect(error?.status == 404 && error?.description.contains("gs://kennel/a/b.bin") == true)
  }

  @Test func blocksOnTheDiskAreUsedWhenTheyAreRight() async throws {
    let bytes = Workbench.bytes(600_000, seed: 4)
    try bench.stub.put(bytes, bucket: "kennel", name: address.name)
    try bench.stub.configure(["script": [going("503", "alt=media", times: 10_000, skip: 1)]])
    await #expect(throws: CloudError.self) {
      try await bench.with(deadline: 6) {
        $0.range = 131_072
      } _: {
        try await $0.download(address, to: bench.path("got/b.bin"))
      }
    }
    let part = bench.path("got/.b.bin.dogbreed-part")
    let journal = try String(contentsOfFile: part + "-journal", encoding: .utf8)
    #expect(journal.split(separator: "\n").count == 3)
    // One of the two blocks is damaged meanwhile, and the journal's last line is torn. Ranges are asked for side by
    // side, so that the one that was answered need not be the first.
    let written = try #require(journal.split(separator: "\n").last?.split(separator: " ").first.flatMap { Int($0) })
    let damaged = try FileHandle(forUpdating: URL(filePath: part))
    try damaged.seek(toOffset: UInt64(written * 65_536 + 10))
    try damaged.write(contentsOf: [1, 2, 3])
    try damaged.close()
    try Data((journal + "7 ab").utf8).write(to: URL(filePath: part + "-journal"))
    try bench.stub.configure(["script": [[String: Any]]()])
    try bench.stub.clear()
    let object = try await bench.with {
      $0.range = 131_072
    } _: {
      try await $0.download(address, to: bench.path("got/b.bin")).object
    }
    #expect(object.size == 600_000)
    #expect(FileManager.default.contents(atPath: bench.path("got/b.bin")).map(Array.init) == bytes)
    let read = try bench.stub.state().kept["read kennel/a/b.bin"]
    #expect(read == 600_000 - 65_536, "\(journal)")
  }

  /// A journal may be as long as its object's blocks make it.
  @Test func aLongJournalCounts() throws {
    let header = PartJournal.Header(generation: 7, size: 7000 * 16, block: 16)
    let zeros = CRC32C(of: [UInt8](repeating: 0, count: 16)).value
    var text = "dogbreed-part 1 7 \(header.size) 16\n"
    for _ in 0..<3 { for number in 0..<7000 { text += "\(number) \(String(zeros, radix: 16))\n" } }
    #expect(text.utf8.count > 4 * 65_536)
    try bench.folder.write(Array(text.utf8), to: ".long.dogbreed-part-journal")
    try bench.folder.write([UInt8](repeating: 0, count: header.size), to: ".long.dogbreed-part")
    let download = try ResumableFile("long", in: FolderDescriptor(bench.folder.path))
    #expect(try PartJournal(of: download, header: header).present == header.size)
    // 5 TiB, the most that Cloud Storage holds, in the usual blocks, and 64 TiB, the most that is taken from a listing.
    for bits in [5 << 40, 1 << 46] {
      let header = PartJournal.Header(generation: .max, size: bits, block: 4 << 20)
      #expect(PartJournal.limit(header) > bits >> 22 * 18)
    }
  }

  @Test func twoProgramsDontWriteOnePart() async throws {
    try bench.stub.put([1, 2, 3], bucket: "kennel", name: address.name)
    let folder = try FolderDescriptor(making: bench.path("got"))
    let held = try ResumableFile("b.bin", in: folder)
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.download(address, to: bench.path("got/b.bin")) }
    }
    #expect(error?.description.contains("another program is writing it") == true)
    held.discard()
  }

  /// A journal of any bytes leads to no crash and to no block that can't be.
  @Test func journalsAreHostile() {
    let header = PartJournal.Header(generation: 7, size: 1_000_000, block: 65_536)
    let head = "dogbreed-part 1 7 1000000 65536\n"
    #expect(PartJournal.read(Array(head.utf8), header: header).end == head.utf8.count)
    #expect(PartJournal.read(Array((head + "0 ff\n1 0\n2").utf8), header: header).blocks == [0: 255, 1: 0])
    #expect(PartJournal.read(Array("dogbreed-part 1 8 1000000 65536\n0 ff\n".utf8), header: header).blocks.isEmpty)
    #expect(PartJournal.read(Array((head + "99 ff\n").utf8), header: header).blocks.isEmpty)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      var bytes = Array((head + "0 ff\n1 12ab\n15 ffffffff\n").utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
      let read = PartJournal.read(bytes, header: header)
      #expect(read.end <= bytes.count && read.blocks.keys.allSatisfy { (0..<16).contains($0) })
    }
  }
}
