/// Where a server listens, as a URL.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name or an address, without brackets.
  package let host: String
  /// The port that is listened on.
  package let port: Int
  /// Whether the server speaks TLS itself.
  package let isSecure: Bool

  package init(host: String, port: Int, isSecure: Bool) {
    self.host = host
    self.port = port
    self.isSecure = isSecure
  }

  /// Returns the host to ask when a server on this machine listens on `host`: the loopback where that is every address.
  package static func reachable(_ host: String) -> String {
    switch host {
    case "0.0.0.0": "127.0.0.1"
    case "::": "::1"
    default: host
    }
  }

  /// The address as this machine's browser reaches it.
  package var local: ServerAddress {
    ServerAddress(host: Self.reachable(host), port: port, isSecure: isSecure)
  }

  package var description: String {
    "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}
