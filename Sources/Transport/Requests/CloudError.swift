/// Why a call to a cloud, or to what stands in for it, failed; never holds a token or a query string.
package struct CloudError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  package enum Kind: Sendable, Equatable {
    /// The server answered with this HTTP status.
    case status(Int)
    /// No whole answer: refused, broken, truncated or silent.
    case connection
    /// Bytes that don't match the protocol or the checksum.
    case corrupt
    /// The operation's time was up.
    case deadline
    /// No credentials, or ones that can't be used.
    case credentials
    /// The request is impossible: a bad name, a missing file, a setting.
    case usage
  }

  /// What kind of failure it is.
  package let kind: Kind
  /// One sentence without a full stop: what happened and, if known, what to do.
  package let message: String
  /// The server's short reason, such as `conditionNotMet`, `RESOURCE_EXHAUSTED` or `NoSuchKey`.
  package var reason: String?
  /// Method and path of the request, without its query.
  package var request: String?
  /// Seconds that the server asks us to wait.
  package var retryAfter: Double?
  /// Whether the server's own words say that the same request may succeed later.
  package var mayPass = false
  /// The region that the server says is the right one.
  package var region: String?
  /// The server's `Date` minus ours in seconds, if it sent one.
  package var clockSkew: Double?

  package init(_ kind: Kind, _ message: String, reason: String? = nil, request: String? = nil) {
    self.kind = kind
    self.message = message
    self.reason = reason
    self.request = request
  }

  /// The server's HTTP status; nil for other failures.
  package var status: Int? { if case .status(let code) = kind { code } else { nil } }

  /// Whether the same request may succeed later: 408, 429, 500, 502, 503, 504 and broken connections.
  package var isTransient: Bool {
    if mayPass { return true }
    return switch kind {
    case .status(let code): [408, 429, 500, 502, 503, 504].contains(code)
    case .connection: true
    case .corrupt, .deadline, .credentials, .usage: false
    }
  }

  package var description: String {
    var text = message
    if case .status(let code) = kind { text += " (HTTP \(code)" + (reason.map { ", \($0)" } ?? "") + ")" }
    if let request { text += " at \(request)" }
    return text + "."
  }
}
