import Foundation
import NIOCore

extension CloudRequest {
  /// A request that carries bytes of a kind.
  package init(_ method: String, _ url: String, query: [(String, String?)] = [], bytes: [UInt8], type: String) {
    self.init(method, url, query: query)
    body = .bytes(ByteBuffer(bytes: bytes))
    headers.append(("Content-Type", type))
  }

  /// The body as text if it is in memory and is text.
  package var bodyText: String? {
    guard case .bytes(let buffer) = body else { return nil }
    return String(validating: buffer.readableBytesView, as: UTF8.self)
  }
}
