import StorageTestSupport
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// The right to write is proven without writing.
@Suite struct WriteProofTests {
  private let bench: Workbench
  private let address = StorageAddress(bucket: "kennel", name: "a model/model.json")

  init() throws { bench = try Workbench() }

  private func prove(_ faults: [[String: Any]] = []) async throws -> [String] {
    try bench.stub.configure(["script": faults])
    try await bench.with(deadline: 120) { try await $0.canWrite(to: address) }
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty && state.kept.isEmpty, "\(state.violations)")
    return state.requests.map(\.line)
  }

  @Test func nothingIsMadeAndTheSessionIsCancelled() async throws {
    let lines = try await prove()
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("POST /upload/storage/v1/b/kennel/o?uploadType=resumable") == true)
    #expect(lines.last?.hasPrefix("DELETE /upload/session/") == true)
    #expect(try bench.stub.state().objects.isEmpty)
  }

  @Test func anObjectThatIsThereStays() async throws {
    try bench.stub.put([1, 2, 3], bucket: "kennel", name: address.name)
    _ = try await prove()
    _ = try await prove([going("412", "POST /upload")])
    #expect(try bench.stub.bytes(bucket: "kennel", name: address.name) == [1, 2, 3])
  }

  @Test(arguments: ["404", "410", "500", "reset"])
  func aCancellationThatFailsIsNothing(_ kind: String) async throws {
    _ = try await prove([going(kind, "DELETE /upload/session", times: 100)])
  }

  @Test(arguments: [401, 403, 404])
  func aRefusalIsThrown(_ status: Int) async throws {
    let error = await #expect(throws: CloudError.self) {
      try await prove([going("\(status)", "POST /upload", times: 100)])
    }
    #expect(error?.status == status)
    #expect(try bench.stub.state().objects.isEmpty)
  }

  @Test func aBusyServerIsAskedAgain() async throws {
    #expect(try await prove([going("503", "POST /upload", times: 2)]).count == 4)
  }
}
