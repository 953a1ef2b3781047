import Foundation

/// Where secrets may travel.
package enum SecureURL {
  /// Whether a secret may be sent there: over TLS, or to this machine.
  package static func isSafe(_ url: String) -> Bool {
    guard let parts = URLComponents(string: url), let host = parts.host else { return false }
    return parts.scheme == "https" || parts.scheme == "http" && isLoopback(host)
  }

  private static func isLoopback(_ host: String) -> Bool {
    ["localhost", "::1", "[::1]"].contains(host)
      || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
  }

  /// Scheme, host and port of an address, for comparing; nil when there is no host.
  package static func origin(of url: String) -> String? {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else { return nil }
    return "\(scheme)://\(host):\(parts.port ?? (scheme == "https" ? 443 : 80))"
  }
}
