import Foundation
import ObjectStorage
import TestSupport

/// A stub of a store, a folder, and a store with small sizes and short waits.
package protocol StorageBench: Sendable {
  associatedtype Store: ObjectStore

  var stub: StorageStub { get }
  var folder: TemporaryFolder { get }

  /// The store's sizes, besides those that all share.
  static func sizes(_ options: inout TransferOptions)

  /// Runs a body with the store.
  ///
  /// - environment: what a client is told besides the stub's address.
  /// - deadline: seconds until failing requests are given up.
  /// - change: other sizes.
  func with<Value>(
    environment: [String: String], deadline: Double, _ change: (inout TransferOptions) -> Void,
    _ body: (Store) async throws -> Value
  ) async throws -> Value
}

extension StorageBench {
  /// The unit of the small sizes: what an upload in parts must be a multiple of.
  package static var quantum: Int { 256 << 10 }

  /// The sizes that the store of this bench is given.
  package func options(_ change: (inout TransferOptions) -> Void) -> TransferOptions {
    var options = TransferOptions(stateFolder: path("state"))
    options.chunk = 2 * Self.quantum
    options.single = Self.quantum
    options.block = 64 << 10
    options.range = 4 * Self.quantum
    Self.sizes(&options)
    change(&options)
    return options
  }

  package func with<Value>(
    environment: [String: String] = [:], deadline: Double = 180, _ body: (Store) async throws -> Value
  ) async throws -> Value {
    try await with(environment: environment, deadline: deadline, { _ in }, body)
  }

  /// A path in the folder.
  package func path(_ name: String) -> String { folder.url.appending(path: name).path }

  /// Bytes that look like nothing else, written to a file.
  @discardableResult
  package func file(_ name: String, _ count: Int, seed: UInt64 = 1) throws -> [UInt8] {
    let bytes = Self.bytes(count, seed: seed)
    try folder.write(bytes, to: name)
    return bytes
  }

  /// Bytes that look like nothing else.
  package static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes += $0 } }
    return Array(bytes.prefix(count))
  }
}

/// A command for the stub: after `skip` requests that match, the next `times` go wrong in this way.
package func going(
  _ kind: String, _ match: String, times: Int = 1, skip: Int = 0, retryAfter: String = "0"
) -> [String: Any] {
  ["kind": kind, "match": match, "times": times, "skip": skip, "retryAfter": retryAfter]
}

/// What a client that meets such faults has in its environment: little patience where the stub falls silent.
package func patience(with faults: [[String: Any]]) -> [String: String] {
  faults.contains { $0["kind"] as? String == "stall" } ? StorageStub.impatience : [:]
}
