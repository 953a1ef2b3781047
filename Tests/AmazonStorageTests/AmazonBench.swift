import ObjectStorage
import StorageTestSupport
import TestSupport
import Transport

@testable import AmazonStorage

/// S3 on a stub.
struct AmazonBench: StorageBench {
  let stub: StorageStub
  let folder: TemporaryFolder

  init() throws {
    stub = try StorageStub(s3: ())
    folder = try TemporaryFolder()
  }

  static func sizes(_ options: inout TransferOptions) {}

  func with<Value>(
    environment extra: [String: String] = [:], deadline: Double = 180,
    _ change: (inout TransferOptions) -> Void, _ body: (AmazonStorage) async throws -> Value
  ) async throws -> Value {
    let options = options(change)
    // An empty value takes a setting away.
    let environment = stub.s3Environment.merging(extra) { $1 }.filter { !$0.value.isEmpty }
    return try await AmazonClient.with(environment: environment) { client in
      var client = client
      client.policy.base = .milliseconds(4)
      client.policy.ceiling = .milliseconds(50)
      client.policy.deadline = .milliseconds(Int64(deadline * 1000))
      return try await body(AmazonStorage(client, options: options))
    }
  }
}
