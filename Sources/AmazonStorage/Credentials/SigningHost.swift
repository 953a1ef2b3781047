import Foundation
import Support
import Transport

/// The host of an address as a client sends it.
enum SigningHost {
  /// With its port where that isn't the scheme's own; nil for what has no host.
  static func of(_ url: String) -> String? {
    guard let parts = URLComponents(string: url), let host = parts.host else { return nil }
    guard let port = parts.port, port != (parts.scheme == "https" ? 443 : 80) else { return host }
    return "\(host):\(port)"
  }
}
