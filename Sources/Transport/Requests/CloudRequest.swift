import Foundation
import NIOCore
import Support

/// One HTTP request as a value, so that it can be sent again.
package struct CloudRequest: Sendable {
  package enum Body: Sendable {
    case none
    case bytes(ByteBuffer)
    case file(FileSlice)
    /// Bytes, part of a file, bytes: a multipart upload.
    case framed(ByteBuffer, FileSlice, ByteBuffer)

    /// How many bytes are sent.
    package var count: Int {
      switch self {
      case .none: 0
      case .bytes(let buffer): buffer.readableBytes
      case .file(let slice): slice.count
      case .framed(let head, let slice, let tail): head.readableBytes + slice.count + tail.readableBytes
      }
    }
  }

  /// The HTTP method.
  package var method: String
  /// The URL with its query.
  package var url: String
  /// Headers besides those of the body and the token.
  package var headers: [(name: String, value: String)] = []
  /// What is sent.
  package var body = Body.none
  /// Whether it carries the access token.
  package var isAuthorised = true
  /// Whether it is idempotent; others are repeated only if they were refused (429).
  package var isRepeatable: Bool
  /// Statuses besides 2xx that aren't failures.
  package var accepted: Set<Int> = []

  /// A request without a body; queries without a value are left out, names and values escaped.
  package init(_ method: String, _ url: String, query: [(String, String?)] = []) {
    self.method = method
    self.url = url + Self.query(query)
    isRepeatable = method != "POST"
  }

  /// A request with a JSON body.
  package init(
    _ method: String, _ url: String, query: [(String, String?)] = [], json: some Encodable
  ) throws(CloudError) {
    self.init(method, url, query: query)
    do {
      body = .bytes(ByteBuffer(bytes: try JSONText.data(json)))
    } catch {
      throw CloudError(.usage, "A request could not be written as JSON")
    }
    headers.append(("Content-Type", "application/json"))
  }

  /// A request with a form as its body, as token servers take it.
  package init(form: [(String, String)], to url: String) {
    self.init("POST", url)
    let text = form.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
    body = .bytes(ByteBuffer(string: text))
    headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    isAuthorised = false
    isRepeatable = true
  }

  /// Method and address without query, for messages.
  package var summary: String {
    "\(method) " + (url.split(separator: "?", maxSplits: 1).first.map(String.init) ?? url)
  }

  /// `?a=b&c=d` of those that have a value.
  package static func query(_ items: [(String, String?)]) -> String {
    let present = items.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
    return present.isEmpty ? "" : "?" + present.joined(separator: "&")
  }
}
