import AsyncHTTPClient
import NIOCore

/// How an HTTP client connects, how long it waits, and where it may be sent on to.
package struct ClientSettings: Sendable {
  /// A proxy that connections go through.
  package struct Proxy: Hashable, Sendable {
    /// The credentials for the proxy; never written into a message.
    package struct Credentials: Hashable, Sendable, CustomStringConvertible {
      let user: String
      let password: String

      package init(user: String, password: String) { (self.user, self.password) = (user, password) }

      package var description: String { "(hidden)" }
    }

    /// The proxy's host.
    package let host: String
    /// The proxy's port.
    package let port: Int
    /// Whether it speaks SOCKS version 5, which is asked without credentials, and not HTTP.
    package let isSOCKS: Bool
    /// The credentials for it; nil for none.
    package let credentials: Credentials?

    package init(host: String, port: Int, isSOCKS: Bool = false, credentials: Credentials? = nil) {
      (self.host, self.port, self.isSOCKS, self.credentials) = (host, port, isSOCKS, credentials)
    }

    fileprivate var configuration: HTTPClient.Configuration.Proxy {
      if isSOCKS { return .socksServer(host: host, port: port) }
      return .server(
        host: host, port: port, authorization: credentials.map { .basic(username: $0.user, password: $0.password) })
    }
  }

  /// The time limit for connecting.
  package var connect = Duration.seconds(10)
  /// The longest silence while reading; nil for no limit.
  package var readIdle: Duration? = .seconds(30)
  /// The longest stall while writing; nil for no limit.
  package var writeIdle: Duration?
  /// Redirects that are followed. None where a request carries a token: they could carry it elsewhere.
  package var redirects = 0
  /// Connections to a host at a time; nil for the client's own choice.
  package var connections: Int?
  /// Whether only HTTP/1.1 is spoken, and a connection that fails is reported at once and not retried.
  package var isPlain = false
  /// Which proxies URLs are requested through.
  package var proxies = Proxies()

  package init() {}

  /// Returns the client's own form of these settings, for one of the proxies or none.
  package func configuration(_ proxy: Proxy?) -> HTTPClient.Configuration {
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
    configuration.proxy = proxy?.configuration
    return configuration
  }
}
