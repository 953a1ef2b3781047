import Foundation

/// How a server runs. The defaults suit a small machine.
package struct ServerOptions: Hashable, Sendable {
  /// The address to listen on.
  package var host = "127.0.0.1"
  /// The port to listen on; 0 lets the system choose.
  package var port = 8080
  /// Images processed at a time: per core one in the net and one being decoded, plus one.
  package var width = 2 * max(1, ProcessInfo.processInfo.activeProcessorCount) + 1
  /// Images that may wait; beyond that requests are answered with 503.
  package var queue = 64
  /// Seconds that a request may take, including waiting, before it is answered with 504.
  package var deadline = 30.0
  /// Maximum bytes of one request's body.
  package var bodyLimit = 32 << 20
  /// Bytes of all requests' bodies together.
  package var bodyBudget = 512 << 20
  /// Bytes that all images being decoded may take together; one that alone would take more is refused.
  package var decodeBudget = 512 << 20
  /// Seconds that a connection may take to send a complete request head.
  package var idleTimeout = 30.0
  /// Seconds that a request's body may take to arrive.
  package var readTimeout = 60.0
  /// Seconds that a client may take for an answer.
  package var writeTimeout = 60.0
  /// Open connections; those beyond wait in the system's queue.
  package var connections = 1024
  /// Open connections of one client; those beyond are closed at once.
  package var clientConnections = 256
  /// Seconds between being told to stop, when readiness turns 503, and the end of listening.
  package var drain = 1.0
  /// Seconds for requests in flight to finish when the server is told to stop.
  package var grace = 30.0
  /// Requests per second from one client; nil for no limit.
  package var rateLimit: Double?
  /// Whether `X-Forwarded-For` identifies the client, whoever sends it.
  package var trustsForwarded = false
  /// Addresses and prefixes, with commas, whose `X-Forwarded-For` identifies the client; nil for none.
  package var trustedProxies: String?
  /// The file with the keys that clients may show; nil where none is needed.
  package var apiKeyFile: String?
  /// The folder for confirmed and corrected images; nil for none.
  package var feedback: String?
  /// The other site whose pages may call the APIs, or `*` for any; nil for none.
  package var allowedOrigin: String?
  /// Whether other sites may show the pages in a frame.
  package var isEmbeddable = false
  /// Bytes of all images in the feedback folder.
  package var feedbackLimit = 1 << 30
  /// Whether the model is reloaded when its folder changes.
  package var watch = false
  /// The certificate chain, a PEM file; nil without TLS.
  package var certificate: String?
  /// The private key, a PEM file; nil without TLS.
  package var key: String?
  /// Seconds that browsers are to insist on TLS; nil for not saying so.
  package var hsts: Double?
  /// The port of `/metrics`; nil for the server's own.
  package var metricsPort: Int?
  /// The address that `metricsPort` is listened on.
  package var metricsHost = "127.0.0.1"
  /// Whether each request is logged.
  package var accessLog = true
  /// Whether the access log has clients' addresses.
  package var logsAddresses = false
  /// How the log is written.
  package var logFormat = LogFormat.auto
  /// The base URL of the collector that spans are sent to; nil for what OpenTelemetry's own variables name, if anything.
  package var otlpEndpoint: String?
  /// The path of Vertex AI's prediction route.
  package var predictPath = "/predict"
  /// The path of Vertex AI's health route.
  package var healthPath = "/health"

  package init() {}

  /// How a log is written.
  package enum LogFormat: String, CaseIterable, Sendable {
    /// `text` where standard error is a terminal, else `json`.
    case auto
    /// One JSON object per line, for machines.
    case json
    /// One line per entry, for people.
    case text
  }
}

/// Why options are invalid.
package enum ServerOptionsError: Error, Hashable, Sendable {
  case wrongType(key: String, expected: String)
  case outOfRange(key: String, found: String, expected: String)
  case notAPath(key: String, reason: String)
  case unreadable(file: String, reason: String)
  case unknownKey(String, file: String, nearest: String?)
  case unwritableFeedback(folder: String, reason: String)
  case cannotListen(host: String, port: Int, reason: String)
  case badKeys(file: String, reason: String)
  case withoutEffect(key: String, needs: String)
  case oneSidedTLS
  case badCertificate(reason: String)
}

extension ServerOptionsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .wrongType(let key, let expected): "\(key) is not \(expected); correct it or leave it out."
    case .outOfRange(let key, let found, let expected): "\(key) is \(found); give \(expected)."
    case .notAPath(let key, let reason): "\(key) can't be used: \(reason)."
    case .unreadable(let file, let reason): "The configuration \(file) can't be read (\(reason)); correct it."
    case .unknownKey(let key, let file, let nearest):
      "\(key) in \(file) is not an option; \(nearest.map { "did you mean \($0)?" } ?? "remove it or correct it.")"
    case .unwritableFeedback(let folder, let reason):
      "Photos can't be kept in \(folder) (\(reason)); give --feedback a folder that the server may write to."
    case .cannotListen(let host, let port, let reason):
      "The server can't listen on \(host), port \(port): \(reason)."
    case .badKeys(let file, let reason):
      "The keys in \(file) can't be used (\(reason)); write one key per line."
    case .withoutEffect(let key, let needs): "\(key) has no effect without \(needs); give both or neither."
    case .oneSidedTLS: "TLS needs both a certificate and a key; give --tls-cert and --tls-key."
    case .badCertificate(let reason):
      "The certificate or its key can't be used (\(reason)); give PEM files that belong together."
    }
  }
}
