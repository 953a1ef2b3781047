import Foundation

/// How a server is run. The defaults suit a small machine of one's own.
package struct ServerOptions: Hashable, Sendable {
  package var host = "127.0.0.1"
  package var port = 8080
  /// Pictures under way at a time: on each core one in the net and one being decoded, and one to spare.
  package var width = 2 * max(1, ProcessInfo.processInfo.activeProcessorCount) + 1
  /// Pictures that wait; those beyond are answered with 503.
  package var queue = 64
  /// Seconds that a request may wait and be worked on before it is answered with 504.
  package var deadline = 30.0
  /// Bytes of one request's body.
  package var bodyLimit = 32 << 20
  /// Bytes of all requests' bodies together.
  package var bodyBudget = 512 << 20
  /// Seconds that a connection may be without a whole request head.
  package var idleTimeout = 30.0
  /// Seconds that a request's body may take to arrive.
  package var readTimeout = 60.0
  /// Seconds that a client may take for an answer.
  package var writeTimeout = 60.0
  /// Open connections; those beyond wait in the system's queue.
  package var connections = 1024
  /// Seconds for what is in flight when the server is told to stop.
  package var grace = 30.0
  /// Requests a second from one client; nil for no limit.
  package var rateLimit: Double?
  /// Whether `X-Forwarded-For` tells the client, for the rate.
  package var trustsForwarded = false
  /// Where confirmed and corrected photographs are kept; nil for nowhere.
  package var feedback: String?
  /// Whether the model is loaded anew when its folder changes.
  package var watch = false
  package var certificate: String?
  package var key: String?
  package var accessLog = true
  package var logsAddresses = false
  package var predictPath = "/predict"
  package var healthPath = "/health"

  package init() {}
}

/// Options that can't be served with.
package enum ServerOptionsError: Error, Hashable, Sendable {
  case wrongType(key: String, expected: String)
  case outOfRange(key: String, found: String, expected: String)
  case unreadable(file: String, reason: String)
  case oneSidedTLS
  case badCertificate(reason: String)
}

extension ServerOptionsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .wrongType(let key, let expected): "\(key) is not \(expected); correct it or leave it out."
    case .outOfRange(let key, let found, let expected): "\(key) is \(found); give \(expected)."
    case .unreadable(let file, let reason): "The configuration \(file) can't be read (\(reason)); correct it."
    case .oneSidedTLS: "TLS needs both a certificate and a key; give --tls-cert and --tls-key."
    case .badCertificate(let reason):
      "The certificate or its key can't be used (\(reason)); give PEM files that belong together."
    }
  }
}
