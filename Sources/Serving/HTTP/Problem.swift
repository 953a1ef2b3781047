/// An answer that is an error: the members of RFC 9457's `application/problem+json`.
package struct Problem: Error, Hashable, Sendable {
  /// The HTTP status.
  package let status: Int
  /// The kind in a few words.
  package let title: String
  /// One sentence that says what to do.
  package let detail: String
  /// Seconds until a retry makes sense; becomes `Retry-After`.
  package var retryAfter: Int?
  /// Methods that the path supports; becomes `Allow`.
  package var allow: [String] = []
  /// How a client can show who it is; becomes `WWW-Authenticate`.
  package var challenges: [String] = []
  /// Whether the connection ends with this answer, because the rest of the client's data isn't read.
  package var closesConnection = false
  /// Whether the body came in a coding that isn't read; becomes `Accept-Encoding: identity`.
  package var acceptsIdentityOnly = false

  package init(status: Int, title: String, detail: String, retryAfter: Int? = nil) {
    self.status = status
    self.title = title
    self.detail = detail
    self.retryAfter = retryAfter
  }
}

extension Problem: CustomStringConvertible {
  package var description: String { "\(status) \(title): \(detail)" }
}
