import Foundation
import ObjectStorage
import TestSupport
import Transport

@testable import AmazonStorage

/// A stub, a folder and a storage with small sizes and short waits.
struct AmazonBench {
  let stub: StorageStub
  let folder: TemporaryFolder

  init() throws {
    stub = try StorageStub(s3: ())
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
    _ change: (inout TransferOptions) -> Void = { _ in }, _ body: (AmazonStorage) async throws -> Value
  ) async throws -> Value {
    var options = TransferOptions(stateFolder: path("state"))
    options.chunk = 2 * Self.quantum
    options.single = Self.quantum
    options.block = 64 << 10
    options.range = 4 * Self.quantum
    change(&options)
    let chosen = options
    // An empty value takes a setting away.
    let environment = stub.s3Environment.merging(extra) { $1 }.filter { !$0.value.isEmpty }
    return try await AmazonClient.with(environment: environment) { client in
      var client = client
      client.policy.base = .milliseconds(4)
      client.policy.ceiling = .milliseconds(50)
      client.policy.deadline = .milliseconds(Int64(deadline * 1000))
      return try await body(AmazonStorage(client, options: chosen))
    }
  }

  /// The next `times` requests that match go wrong in this way.
  static func going(_ kind: String, _ match: String, times: Int = 1, skip: Int = 0) -> [String: Any] {
    ["kind": kind, "match": match, "times": times, "skip": skip, "retryAfter": "0"]
  }

  /// What a client that meets such faults has in its environment: little patience where the stub falls silent.
  static func patience(with faults: [[String: Any]]) -> [String: String] {
    faults.contains { $0["kind"] as? String == "stall" } ? StorageStub.impatience : [:]
  }
}
