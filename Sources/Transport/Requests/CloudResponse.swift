import Foundation
import NIOCore

/// A whole answer, its body within a limit.
package struct CloudResponse: Sendable {
  /// The HTTP status.
  package let status: Int
  /// Names in lower case; the last of several values.
  package let headers: [String: String]
  /// The whole body.
  package let body: ByteBuffer

  package init(status: Int, headers: [String: String], body: ByteBuffer) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }

  /// The body as text.
  package var text: String { String(buffer: body) }

  /// The body as JSON; throws `CloudError` of kind `corrupt`.
  package func decoded<Value: Decodable>(_ type: Value.Type, of request: CloudRequest) throws(CloudError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch {
      throw CloudError(.corrupt, "The answer is not the JSON that was expected", request: request.summary)
    }
  }
}
