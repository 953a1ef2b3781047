import Foundation
import ObjectStorage
import StorageTestSupport
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@testable import AmazonStorage

@Suite struct AmazonUploadTests {
  private let bench: AmazonBench
  private let address = StorageAddress(.amazon, bucket: "kennel", name: "a folder/ä+?.bin")

  init() throws { bench = try AmazonBench() }

  /// Uploads and sees that all of it arrived once, that the server found nothing to complain about, and that no upload
  /// stayed open.
  @discardableResult
  private func upload(
    _ count: Int, faults: [[String: Any]] = [], settings: [String: Any] = [:], writes: Int = 1
  ) async throws -> StorageStub.State {
    let bytes = try bench.file("file", count)
    try bench.stub.configure(["script": faults].merging(settings) { $1 })
    let arrived = Mutex(0)
    try await bench.with(environment: patience(with: faults)) { storage in
      let sent = try await storage.upload(bench.path("file"), to: address) { more in arrived.withLock { $0 += more } }
      #expect(sent.bytes == count && sent.object.size == count)
      // Again: it is there, nothing travels.
      #expect(try await storage.upload(bench.path("file"), to: address).bytes == 0)
    }
    #expect(arrived.withLock { $0 } == count)
    let isThere = try bench.stub.bytes(bucket: "kennel", name: address.name) == bytes
    #expect(isThere)
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(state.kept["kennel/\(address.name)"] == writes)
    #expect(state.kept["uploads"] == 0, "an upload stayed open")
    let left = (try? FileManager.default.contentsOfDirectory(atPath: bench.path("state/s3-uploads"))) ?? []
    #expect(left.isEmpty, "a record stayed behind")
    return state
  }

  @Test(arguments: [0, 1, 1000, 512 << 10, 512 << 10 + 1, 700_000, 5 * 512 << 10, 3_000_000])
  func everySizeArrives(count: Int) async throws { try await upload(count) }

  @Test(arguments: [
    "503", "500", "502", "504", "408", "429", "400", "409", "reset", "reset-early", "reset-late", "stall", "lost",
  ])
  func aSmallFileThroughEveryFault(kind: String) async throws {
    let state = try await upload(50_000, faults: [going(kind, "PUT /kennel", times: 2)])
    #expect(state.faults[kind] == 2)
  }

  @Test(arguments: ["503", "500", "429", "400", "reset", "reset-early", "reset-late", "stall", "lost", "wrong"])
  func partsThroughEveryFault(kind: String) async throws {
    let state = try await upload(3_000_000, faults: [going(kind, "PUT .*partNumber", times: 4, skip: 1)])
    #expect(state.faults[kind] == 4)
  }

  /// S3 answers 200 before it has made an object of the parts, and may find out later that it can't.
  @Test(arguments: ["200", "503", "reset", "lost", "garbled", "truncated"])
  func theLastStepThroughEveryFault(kind: String) async throws {
    try await upload(2_000_000, faults: [going(kind, "POST .*uploadId", times: 2)])
  }

  @Test(arguments: ["503", "reset", "garbled"])
  func theFirstStepThroughEveryFault(kind: String) async throws {
    let bytes = try bench.file("file", 2_000_000)
    try bench.stub.configure(["script": [going(kind, "POST .*uploads", times: 2)]])
    _ = try await bench.with { try await $0.upload(bench.path("file"), to: address) }
    let isThere = try bench.stub.bytes(bucket: "kennel", name: address.name) == bytes
    #expect(isThere)
  }

  @Test func wrongBytesAreSentAgain() async throws {
    try await upload(50_000, faults: [going("wrong", "PUT /kennel", times: 2)])
  }

  /// A server that checks nothing, and keeps other bytes: found out by the tag, deleted, sent again.
  @Test func wrongBytesAreFoundOutWhereTheServerChecksNothing() async throws {
    let error = await #expect(throws: CloudError.self) {
      try await upload(
        50_000, faults: [going("wrong", "PUT /kennel", times: 1)], settings: ["checksums": "ignored"])
    }
    #expect(error?.kind == .corrupt)
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == nil)
  }

  @Test(arguments: ["ignored", "refused", "unsupported"], [50_000, 2_000_000])
  func serversThatKnowNoChecksums(_ how: String, count: Int) async throws {
    let state = try await upload(count, settings: ["checksums": how])
    if how != "ignored" {
      #expect(state.requests.contains { $0.headers["Content-MD5"] != nil }, "no MD5 went along")
    }
  }

  @Test(arguments: [50_000, 2_000_000]) func serversThatKnowNoConditions(count: Int) async throws {
    try await upload(count, settings: ["conditions": false])
    try bench.stub.put([1, 2], bucket: "kennel", name: address.name)
    try await upload(count, settings: ["conditions": false], writes: 3)
  }

  @Test(arguments: [50_000, 2_000_000]) func whatSomebodyElseWritesIsKept(count: Int) async throws {
    try bench.file("file", count)
    try await bench.with { storage in
      let before = try await storage.object(at: address)
      try bench.stub.put([7], bucket: "kennel", name: address.name)
      let error = await #expect(throws: CloudError.self) {
        try await storage.upload(bench.path("file"), to: address, over: .some(before))
      }
      #expect(error?.status == 412, "\(String(describing: error))")
    }
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == [7])
    #expect(try bench.stub.state().kept["uploads"] == 0)
  }

  /// An upload of other bytes that was interrupted is given up once the object is there.
  @Test func leftoversAreGivenUp() async throws {
    try bench.file("file", 2_000_000, seed: 8)
    try bench.stub.configure(["script": [going("503", "PUT .*partNumber", times: 1000, skip: 2)]])
    await #expect(throws: CloudError.self) {
      try await bench.with(deadline: 1) { try await $0.upload(bench.path("file"), to: address) }
    }
    #expect(try bench.stub.state().kept["uploads"] == 1)
    try bench.stub.clear()
    try await upload(700_000)
  }

  @Test func anInterruptedUploadGoesOn() async throws {
    try bench.file("file", 3_000_000)
    try bench.stub.configure(["script": [going("503", "PUT .*partNumber", times: 1000, skip: 3)]])
    await #expect(throws: CloudError.self) {
      try await bench.with(deadline: 1) { try await $0.upload(bench.path("file"), to: address) }
    }
    let first = try bench.stub.state().kept.filter { $0.key.hasPrefix("part ") }
    #expect(first.count >= 3)
    let state = try await upload(3_000_000)
    #expect(state.kept.filter { $0.key.hasPrefix("part ") }.values.allSatisfy { $0 == 1 }, "\(state.kept)")
  }

  @Test func rightsAreProvedWithoutAnObject() async throws {
    try await bench.with { try await $0.canWrite(to: address) }
    let state = try bench.stub.state()
    #expect(state.objects.isEmpty && state.kept["uploads"] == 0 && state.violations.isEmpty)
    try bench.stub.configure(["script": [going("403", "POST")]])
    await #expect(throws: CloudError.self) { try await bench.with { try await $0.canWrite(to: address) } }
  }

  @Test func aPartHasTheSizeThatTenThousandAllow() {
    let options = TransferOptions(stateFolder: "")
    for size in [1 << 24 + 1, 200 << 30, 1 << 42] {
      let ranges = AmazonStorage.ranges(size, options: options)
      #expect(ranges.count <= 10_000 && ranges.last?.upperBound == size && ranges[0].count >= 16 << 20)
      #expect(ranges.dropLast().allSatisfy { $0.count == ranges[0].count })
    }
  }
}
