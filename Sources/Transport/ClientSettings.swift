import AsyncHTTPClient
import NIOCore

/// How an HTTP client connects, how long it waits, and where it may be sent on to.
package struct ClientSettings: Sendable {
  /// A proxy that connections go through.
  package struct Proxy: Hashable, Sendable {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) { (self.host, self.port) = (host, port) }
  }

  /// How long a connection may take to come about.
  package var connect = Duration.seconds(10)
  /// How long nothing may be read; nil for no limit.
  package var readIdle: Duration? = .seconds(30)
  /// How long nothing may be written; nil for no limit.
  package var writeIdle: Duration?
  /// Redirects that are followed. None where a request carries a token: they could carry it elsewhere.
  package var redirects = 0
  /// Connections to a host at a time; nil for the client's own choice.
  package var connections: Int?
  /// Whether only HTTP/1.1 is spoken, and a connection that fails is told at once and not tried again.
  package var isPlain = false
  package var proxy: Proxy?

  package init() {}

  /// The client's own form of these settings.
  package var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = redirects > 0 ? .follow(max: redirects, allowCycles: false) : .disallow
    configuration.timeout.connect = TimeAmount(connect)
    configuration.timeout.read = readIdle.map { TimeAmount($0) }
    configuration.timeout.write = writeIdle.map { TimeAmount($0) }
    if let connections { configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections }
    if isPlain {
      configuration.connectionPool.retryConnectionEstablishment = false
      configuration.httpVersion = .http1Only
    }
    configuration.proxy = proxy.map { .server(host: $0.host, port: $0.port) }
    return configuration
  }

  /// Lends a client for as long as `body` runs, and closes its connections then.
  package func withClient<Value>(_ body: (HTTPClient) async throws -> Value) async throws -> Value {
    try await HTTPClient.withHTTPClient(configuration: configuration) { try await body($0) }
  }
}
