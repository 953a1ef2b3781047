import Foundation
import NIOCore
import Support
import Transport

/// One request to S3 as a value: what it asks of which bucket, before it has an address and a signature.
struct AmazonRequest: Sendable {
  let method: String
  let bucket: String
  /// The object's name; nil asks the bucket itself.
  let name: String?
  var query: [(String, String)] = []
  var headers: [(name: String, value: String)] = []
  var body = CloudRequest.Body.none
  /// Whether repeating it does no harm.
  var isRepeatable = true
  /// Statuses besides 2xx that aren't failures.
  var accepted: Set<Int> = []

  init(_ method: String, bucket: String, name: String? = nil) {
    (self.method, self.bucket, self.name) = (method, bucket, name)
  }

  /// The path and the query as they are sent, percent-encoded.
  func path(below root: String) -> String {
    // By bytes: a slash that a combining mark follows is one, too.
    name.map { root + "/" + $0.pathComponents.map(\.percentEncoded).joined(separator: "/") }
      ?? (root.isEmpty ? "/" : root)
  }

  /// The hash that is signed for the body.
  ///
  /// Over TLS, and to this machine, the connection itself protects a file's bytes, and a checksum goes with them.
  func hash(isProtected: Bool) throws(CloudError) -> String {
    switch body {
    case .none: return Signature.hash(Data())
    case .bytes(let buffer): return Signature.hash(Data(buffer.readableBytesView))
    case .file(let slice): return isProtected ? Signature.unsigned : try slice.hash()
    case .framed: throw CloudError(.usage, "S3 takes no framed bodies")
    }
  }
}
