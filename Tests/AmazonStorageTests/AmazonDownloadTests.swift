import Foundation
import ObjectStorage
import StorageTestSupport
import TestSupport
import Testing
import Transport

@testable import AmazonStorage

@Suite struct AmazonDownloadTests {
  private let bench: AmazonBench
  private let address = StorageAddress(.amazon, bucket: "kennel", name: "a/b.bin")

  init() throws { bench = try AmazonBench() }

  @discardableResult
  private func download(_ count: Int, faults: [[String: Any]] = []) async throws -> StorageStub.State {
    let bytes = AmazonBench.bytes(count, seed: 3)
    try bench.stub.put(bytes, bucket: "kennel", name: address.name)
    try bench.stub.configure(["script": faults])
    try await bench.with(environment: patience(with: faults)) { storage in
      let first = try await storage.download(address, to: bench.path("got/b.bin"))
      let second = try await storage.download(address, to: bench.path("got/b.bin"))
      #expect(first.bytes == count && second.bytes == 0)
    }
    let isHere = FileManager.default.contents(atPath: bench.path("got/b.bin")).map(Array.init) == bytes
    #expect(isHere)
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

  @Test(arguments: ["503", "429", "400", "reset", "stall", "truncated", "cut"], [5000, 3_000_001])
  func throughEveryFault(kind: String, count: Int) async throws {
    try await download(
      count, faults: [going(kind, "GET /kennel", times: 2), going(kind, "HEAD /kennel")])
  }

  @Test(arguments: [5000, 3_000_001], ["wrong", "other-range"])
  func wrongBytesAreFetchedAgain(count: Int, kind: String) async throws {
    try await download(count, faults: [going(kind, "GET /kennel", times: 2)])
  }

  @Test func wrongBytesForeverAreRefused() async throws {
    try bench.stub.put(AmazonBench.bytes(5000, seed: 1), bucket: "kennel", name: address.name)
    try bench.stub.configure(["rate": 1, "kinds": ["wrong"]])
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.download(address, to: bench.path("got/b.bin")) }
    }
    #expect(error?.kind == .corrupt)
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("got")).isEmpty)
  }

  /// The object is replaced between two of its ranges: what arrives is the one or the other, never both.
  @Test func anObjectThatIsReplacedMeanwhileArrivesWhole() async throws {
    let (old, new) = (AmazonBench.bytes(3_000_000, seed: 1), AmazonBench.bytes(3_000_000, seed: 2))
    try bench.stub.put(old, bucket: "kennel", name: address.name)
    try await bench.with {
      $0.streams = 1
      $0.range = 1 << 20
    } _: { storage in
      let before = try await storage.object(at: address)
      try bench.stub.put(new, bucket: "kennel", name: address.name)
      _ = try await storage.download(address, to: bench.path("got/b.bin"), current: before)
    }
    let isNew = FileManager.default.contents(atPath: bench.path("got/b.bin")).map(Array.init) == new
    #expect(isNew)
  }

  @Test func whatIsNotThereIsSaid() async throws {
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.download(address, to: bench.path("got/b.bin")) }
    }
    #expect(error?.status == 404 && error?.description.contains("s3://kennel/a/b.bin") == true)
  }
}
