import Foundation
import TestSupport
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// A stub, a folder and a storage with small sizes and short waits.
struct Workbench {
  let stub: StorageStub
  let folder: TemporaryFolder

  init() throws {
    stub = try StorageStub()
    folder = try TemporaryFolder()
  }

  static let quantum = 256 << 10

  func path(_ name: String) -> String { folder.url.appending(path: name).path }

  /// Bytes that look like nothing else, written to a file.
  @discardableResult
  func file(_ name: String, _ count: Int, seed: UInt64 = 1) throws -> [UInt8] {
    let bytes = Self.bytes(count, seed: seed)
    try folder.write(bytes, to: name)
    return bytes
  }

  static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes += $0 } }
    return Array(bytes.prefix(count))
  }

  func with<Value>(
    environment extra: [String: String] = [:], deadline: Double = 180,
    _ change: (inout TransferOptions) -> Void = { _ in }, _ body: (CloudStorage) async throws -> Value
  ) async throws -> Value {
    var options = TransferOptions(stateFolder: path("state"))
    options.chunk = 2 * Self.quantum
    options.single = Self.quantum
    options.composedFrom = 8 * Self.quantum
    options.part = 2 * Self.quantum
    options.block = 64 << 10
    options.range = 4 * Self.quantum
    change(&options)
    let chosen = options
    return try await GoogleClient.with(environment: stub.environment.merging(extra) { $1 }) { client in
      var client = client
      client.policy.base = .milliseconds(4)
      client.policy.ceiling = .milliseconds(50)
      client.policy.deadline = .milliseconds(Int64(deadline * 1000))
      return try await body(CloudStorage(client, options: chosen))
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

/// What a client that meets such faults has in its environment: little patience where the stub falls silent.
func patience(with faults: [[String: Any]]) -> [String: String] {
  faults.contains { $0["kind"] as? String == "stall" } ? StorageStub.impatience : [:]
}

/// A command for the stub: the next `times` requests that match go wrong in this way.
func going(_ kind: String, _ match: String, times: Int = 1, skip: Int = 0, retryAfter: String = "0") -> [String: Any] {
  ["kind": kind, "match": match, "times": times, "skip": skip, "retryAfter": retryAfter]
}
