import Foundation

/// URLs of servers as people name them in settings.
package enum PlainURL {
  /// Whether a text is an `http` or `https` URL with a host, and has no user, password, query or fragment, which a message
  /// could give away or a path that is added would break.
  package static func isValid(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let parts = URLComponents(string: text),
      ["http", "https"].contains(parts.scheme?.lowercased() ?? ""), let host = parts.host, !host.isEmpty
    else { return false }
    return parts.user == nil && parts.password == nil && parts.query == nil && parts.fragment == nil
      && parts.port.map { (1...65_535).contains($0) } ?? true
  }
}
