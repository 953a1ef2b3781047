import Foundation
import ObjectStorage
import Support
import Transport

extension AmazonStorage {
  /// Runs a write that asks for what the server is known to understand, and for less where it refuses that; what it took is
  /// remembered. Throws `CloudError`.
  func asking<Value: Sendable>(
    _ write: (ServerMemory.Asks) async throws(CloudError) -> Value
  ) async throws(CloudError) -> Value {
    var asks = client.memory.asks
    var first: CloudError?
    while true {
      do {
        let value = try await write(asks)
        if first != nil { client.memory.asks = asks }
        return value
      } catch {
        // What a server doesn't know it calls not implemented, or an invalid argument.
        let isUnknown =
          error.status == 501
          || error.status == 400 && ["InvalidArgument", "InvalidRequest", "NotImplemented"].contains(error.reason)
        guard isUnknown || first != nil && error.status == 400, let less = asks.less else { throw first ?? error }
        first = first ?? error
        asks = less
      }
    }
  }

  /// The header by which the server checks that bytes arrived as they were sent. Throws `CloudError`.
  func digest(
    _ slice: FileSlice, _ crc: CRC32C, _ asks: ServerMemory.Asks
  ) throws(CloudError) -> (name: String, value: String) {
    if asks.checksums { return ("x-amz-checksum-crc32c", crc.base64) }
    return ("Content-MD5", Data(try slice.md5()).base64EncodedString())
  }

  /// Runs a request with a body until it succeeds: bytes that arrived wrong are sent again, too.
  ///
  /// A body may take as long as data flows: only silence ends it. Throws `CloudError`.
  func patiently<Value: Sendable>(
    _ operation: (Duration) async throws(CloudError) -> Value
  ) async throws(CloudError) -> Value {
    var retrying = Retrying(policy)
    var attempt = 1
    while true {
      do {
        return try await operation(.seconds(3600))
      } catch {
        let isDamaged = error.kind == .corrupt || error.reason.map(Self.damaged.contains) ?? false
        if isDamaged, attempt < options.attempts {
          attempt += 1
        } else {
          try await retrying.pause(after: error)
        }
      }
    }
  }

  /// Codes by which S3 refuses bytes that don't fit their checksum.
  private static let damaged: Set = [
    "BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch", "IncompleteBody",
  ]

  /// Headers that let a write replace only what was there. Where the server takes no conditions, the object is looked at
  /// once more instead. Throws `CloudError` of status 412 where it has changed.
  func condition(
    _ old: StoredObject?, _ address: StorageAddress, _ asks: ServerMemory.Asks
  ) async throws(CloudError) -> [(name: String, value: String)] {
    guard asks.conditions else {
      guard try await object(at: address)?.tag == old?.tag else {
        throw CloudError(.status(412), "Somebody else wrote \(address) meanwhile", reason: "PreconditionFailed")
      }
      return []
    }
    guard let old else { return [("If-None-Match", "*")] }
    return old.tag.map { [("If-Match", $0)] } ?? []
  }

  /// If the answer to a write was lost, the next try's conflict is with its own result. Throws `error` where it isn't.
  func settled(
    _ file: RegularFile, size: Int, crc: CRC32C, at address: StorageAddress, over old: StoredObject?,
    _ error: CloudError
  ) async throws(CloudError) -> StoredObject {
    guard error.status == 412 || error.status == 404 || error.status == 409, let object = try await object(at: address),
      object.size == size
    else { throw error }
    let isOurs: Bool
    if let told = object.crc {
      isOurs = told == crc
    } else {
      isOurs = try await compare(file, with: object, at: address) ?? false
    }
    guard isOurs else { throw error }
    return object.with(crc)
  }
}
