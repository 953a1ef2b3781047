import StorageTestSupport
import TestSupport
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// Cloud Storage on a stub.
struct Workbench: StorageBench {
  let stub: StorageStub
  let folder: TemporaryFolder

  init() throws {
    stub = try StorageStub()
    folder = try TemporaryFolder()
  }

  static func sizes(_ options: inout TransferOptions) {
    options.composedFrom = 8 * quantum
    options.part = 2 * quantum
  }

  func with<Value>(
    environment extra: [String: String] = [:], deadline: Double = 180,
    _ change: (inout TransferOptions) -> Void, _ body: (CloudStorage) async throws -> Value
  ) async throws -> Value {
    let options = options(change)
    return try await GoogleClient.with(environment: stub.environment.merging(extra) { $1 }) { client in
      var client = client
      client.policy.base = .milliseconds(4)
      client.policy.ceiling = .milliseconds(50)
      client.policy.deadline = .milliseconds(Int64(deadline * 1000))
      return try await body(CloudStorage(client, options: options))
    }
  }
}

extension Workbench {
  /// Syncs the folder `here` up, with options changed.
  @discardableResult
  func up(to address: StorageAddress, _ change: (inout SyncOptions) -> Void) async throws -> SyncReport {
    var options = SyncOptions()
    change(&options)
    let chosen = options
    return try await with { try await FolderSync($0, options: chosen).up(path("here"), to: address) }
  }

  /// Syncs down into a folder, with options changed.
  @discardableResult
  func down(
    _ address: StorageAddress, to folder: String = "back", _ change: (inout SyncOptions) -> Void
  ) async throws -> SyncReport {
    var options = SyncOptions()
    change(&options)
    let chosen = options
    return try await with { try await FolderSync($0, options: chosen).down(address, to: path(folder)) }
  }
}
