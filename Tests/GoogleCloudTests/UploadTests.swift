import Foundation
import StorageTestSupport
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

@Suite struct UploadTests {
  private let bench: Workbench
  private let address = StorageAddress(bucket: "kennel", name: "a folder/ä?.bin")

  init() throws { bench = try Workbench() }

  /// Uploads and sees that all of it arrived once, and that the server found nothing to complain about.
  private func upload(
    _ count: Int, faults: [[String: Any]] = [], writes: Int = 1
  ) async throws -> StorageStub.State {
    let bytes = try bench.file("file", count)
    try bench.stub.configure(["script": faults])
    let arrived = Mutex(0)
    try await bench.with(environment: patience(with: faults)) { storage in
      let sent = try await storage.upload(bench.path("file"), to: address) { more in arrived.withLock { $0 += more } }
      #expect(sent.bytes == count)
      // Again: it is there, nothing travels.
      #expect(try await storage.upload(bench.path("file"), to: address).bytes == 0)
    }
    #expect(arrived.withLock { $0 } == count)
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == bytes)
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(state.kept["kennel/\(address.name)"] == writes)
    #expect(state.objects.count == 1, "parts stayed behind")
    let left = (try? FileManager.default.contentsOfDirectory(atPath: bench.path("state/uploads"))) ?? []
    #expect(left.isEmpty, "a session stayed behind")
    return state
  }

  @Test(arguments: [0, 1, 1000, 256 << 10, 256 << 10 + 1, 700_000, 5 * 256 << 10, 3_000_000])
  func everySizeArrives(count: Int) async throws { _ = try await upload(count) }

  @Test(arguments: ["503", "500", "502", "504", "408", "429", "reset", "stall", "lost", "garbled", "truncated"])
  func aSmallFileThroughEveryFault(kind: String) async throws {
    _ = try await upload(50_000, faults: [going(kind, "POST /upload", times: 2)])
  }

  @Test(arguments: ["503", "429", "reset", "reset-early", "reset-late", "stall", "lost", "garbled", "expired"])
  func chunksThroughEveryFault(kind: String) async throws {
    let state = try await upload(
      7 * Workbench.quantum + 123, faults: [going(kind, "PUT /upload", skip: 1), going(kind, "PUT /upload", skip: 1)])
    #expect(state.faults[kind] == 2)
  }

  @Test func theLastChunksAnswerGetsLost() async throws {
    _ = try await upload(3 * Workbench.quantum, faults: [going("lost", "PUT /upload", skip: 1)])
  }

  /// Nothing is kept of a chunk whose first half arrives: the answer to the question has no range then.
  @Test func nothingIsKept() async throws {
    _ = try await upload(Workbench.quantum + 5000, faults: [going("reset-late", "PUT /upload")])
  }

  @Test(arguments: [50_000, 500_000])
  func wrongBytesAreSentAgain(count: Int) async throws {
    let match = count > Workbench.quantum ? "PUT /upload" : "POST /upload"
    _ = try await upload(count, faults: [going("wrong", match, times: 2)], writes: 3)
  }

  @Test(arguments: ["503", "lost", "reset", "garbled"])
  func partsAreComposedThroughFaults(kind: String) async throws {
    _ = try await upload(
      3_000_000,
      faults: [going(kind, "PUT /upload", times: 3, skip: 2), going(kind, "/compose"), going(kind, "DELETE")])
  }

  /// What was ended between an object's last byte and the clearing away of its parts: the next time clears them away,
  /// whether one file is sent or its folder.
  @Test(arguments: [false, true]) func partsThatStayedAreClearedAway(isFolder: Bool) async throws {
    try bench.file("here/file", 3_000_000)
    let object = StorageAddress(bucket: "kennel", name: "there/file")
    func send() async throws {
      try await bench.with { storage in
        if isFolder {
          _ = try await FolderSync(storage).up(bench.path("here"), to: StorageAddress("gs://kennel/there"))
        } else {
          _ = try await storage.upload(bench.path("here/file"), to: object)
        }
      }
    }
    try bench.stub.configure(["script": [going("403", "DELETE", times: 1000)]])
    try await send()
    #expect(try bench.stub.state().objects.count > 2)
    try bench.stub.configure(["script": [[String: Any]]()])
    try await send()
    let state = try bench.stub.state()
    #expect(state.objects.keys.sorted() == ["kennel/there/file"] && state.kept["kennel/there/file"] == 1)
    try bench.stub.clear()
    try await send()
    #expect(try !bench.stub.state().requests.contains { $0.line.contains("dogbreed-parts") })
  }

  /// What stands in the list of parts' folders is deleted: nothing else may get into it.
  @Test func foldersOfPartsAreHostile() throws {
    let folders = PartFolders(stateFolder: bench.path("state"), root: "r", address: address)
    try folders.remember([
      ".dogbreed-parts/12ab-4/", ".dogbreed-parts//", "photographs/", "", ".dogbreed-parts/a/../x/",
    ])
    #expect(folders.begun == [".dogbreed-parts/12ab-4/"])
  }

  @Test func waitsAsLongAsTheServerAsks() async throws {
    let begun = ContinuousClock.now
    _ = try await upload(1000, faults: [going("429", "POST /upload", retryAfter: "1")])
    #expect(ContinuousClock.now - begun >= .seconds(1))
  }

  @Test func theDeadlineEndsIt() async throws {
    try bench.file("file", 1000)
    try bench.stub.configure(["script": [going("503", "POST /upload", times: 1000)]])
    let error = await #expect(throws: CloudError.self) {
      try await bench.with(deadline: 5) { try await $0.upload(bench.path("file"), to: address) }
    }
    #expect(error?.status == 503)
  }

  @Test func othersWorkIsNeverReplaced() async throws {
    try bench.file("file", 1000)
    try bench.stub.put([1, 2, 3], bucket: "kennel", name: address.name)
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await $0.upload(bench.path("file"), to: address, over: .some(nil)) }
    }
    #expect(error?.status == 412)
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == [1, 2, 3])
  }

  @Test func anotherProcessGoesOnWhereOneWasEnded() async throws {
    let bytes = try bench.file("file", 6 * Workbench.quantum)
    try bench.stub.configure(["script": [going("503", "PUT /upload", times: 1000, skip: 2)]])
    await #expect(throws: CloudError.self) {
      try await bench.with(deadline: 5) { try await $0.upload(bench.path("file"), to: address) }
    }
    // What `upload` finds empty after an upload that ended well.
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("state/uploads")).count == 1)
    try bench.stub.configure(["script": [[String: Any]]()])
    try bench.stub.clear()
    try await bench.with { _ = try await $0.upload(bench.path("file"), to: address) }
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty && !state.requests.contains { $0.line.hasPrefix("POST") })
    let sent = state.requests.filter { $0.line.hasPrefix("PUT") }.compactMap { $0.headers["Content-Range"] }
    #expect(sent == ["bytes */1572864", "bytes 1048576-1572863/1572864"])
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == bytes)
  }

  @Test func aSessionElsewhereIsRefused() async throws {
    try bench.file("file", 6 * Workbench.quantum)
    let upload = FileUpload(
      slice: FileSlice(try RegularFile(reading: bench.path("file")), offset: 0, count: 100), crc: CRC32C(),
      address: address,
      generation: 5, statePath: "", progress: { _ in })
    func found(_ session: UploadSession, now: Double = 2000, origin: String = "http://127.0.0.1:80") throws -> Bool {
      try session.remember(at: bench.path("session"))
      return UploadSession.remembered(at: bench.path("session"), upload, origin: origin, now: now) != nil
    }
    let good = UploadSession(url: "http://127.0.0.1/s", generation: 5, crc: 0, count: 100, begun: 1000)
    #expect(try found(good))
    #expect(try !found(good, now: 1000 + 7 * 86_400))
    #expect(try !found(good, origin: "https://storage.googleapis.com:443"))
    #expect(try !found(UploadSession(url: good.url, generation: 6, crc: 0, count: 100, begun: 1000)))
    #expect(try !found(UploadSession(url: good.url, generation: 5, crc: 1, count: 100, begun: 1000)))
    #expect(try !found(UploadSession(url: good.url, generation: 5, crc: 0, count: 99, begun: 1000)))
    try bench.folder.write(Array("{".utf8), to: "session")
    #expect(UploadSession.remembered(at: bench.path("session"), upload, origin: nil, now: 0) == nil)
  }

  @Test func plansFitTheSize() {
    let options = TransferOptions(stateFolder: "")
    #expect(UploadPlan(size: 0, options: options) == .single)
    #expect(UploadPlan(size: 5 << 20, options: options) == .resumable)
    for size in [150 << 20, 1 << 30, 10 << 30, 5 << 40] {
      guard case .composed(let parts) = UploadPlan(size: size, options: options) else {
        Issue.record("\(size) is not composed")
        continue
      }
      #expect((2...32).contains(parts.count) && parts.first?.lowerBound == 0 && parts.last?.upperBound == size)
      for (a, b) in zip(parts, parts.dropFirst()) { #expect(a.upperBound == b.lowerBound) }
    }
  }

  @Test func aProxyLeadsToTheStorage() async throws {
    let bytes = try bench.file("file", 700_000)
    let proxy = try ProxyStub(to: bench.stub.port, credentials: "me:secret")
    let environment = [
      "STORAGE_EMULATOR_HOST": "http://storage.example", "http_proxy": "http://me:secret@127.0.0.1:\(proxy.port)",
    ]
    try await bench.with(environment: environment) { _ = try await $0.upload(bench.path("file"), to: address) }
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == bytes)
    #expect(try Set(proxy.asked()) == ["storage.example:80"])
  }
}
