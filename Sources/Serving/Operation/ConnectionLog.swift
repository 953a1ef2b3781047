import Logging
import Synchronization

/// Says what becomes of connections and requests that never reach a route, and counts it.
package final class ConnectionLog: Sendable {
  private let logger: Logger
  private let metrics: ServerMetrics
  private let logsRequests: Bool
  private let logsAddresses: Bool
  private let throttles = Mutex<[String: LogThrottle]>([:])

  init(logger: Logger, metrics: ServerMetrics, options: ServerOptions) {
    self.logger = logger
    self.metrics = metrics
    logsRequests = options.accessLog
    logsAddresses = options.logsAddresses
  }

  /// A request whose head isn't HTTP.
  func refusedHead(status: Int, _ error: any Error, from address: String?) {
    metrics.served(route: "unknown", method: "", status: status, seconds: 0)
    guard logsRequests else { return }
    var metadata: Logger.Metadata = [
      "method": "unknown", "route": "unknown", "status": .stringConvertible(status), "seconds": .stringConvertible(0),
      "bytes": .stringConvertible(0), "reason": "\(error)",
    ]
    if logsAddresses, let address { metadata["address"] = "\(address)" }
    logger.info("request", metadata: metadata)
  }

  /// A connection that was closed at once since its client has too many.
  func refusedConnection(of client: String) {
    metrics.refusedConnection("client")
    say("a client has client-connections open, more are closed", logsAddresses ? ["address": "\(client)"] : [:])
  }

  /// A connection whose TLS handshake failed.
  func failedHandshake(_ error: any Error) {
    metrics.refusedConnection("handshake")
    say("TLS handshake failed", ["error": "\(error)"])
  }

  /// A connection that the system didn't hand over: no descriptors or memory are left.
  func failedAccept(_ error: any Error) {
    metrics.refusedConnection("accept")
    say("connections can't be accepted; raise the limit of open files, or lower connections", ["error": "\(error)"])
  }

  /// Logs a warning, but not once for each connection of a flood.
  private func say(_ message: String, _ metadata: Logger.Metadata) {
    let skipped = throttles.withLock { $0[message, default: LogThrottle()].admit(at: .now) }
    guard let skipped else { return }
    var metadata = metadata
    if skipped > 0 { metadata["before"] = .stringConvertible(skipped) }
    logger.warning("\(message)", metadata: metadata)
  }
}
