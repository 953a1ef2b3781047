import Foundation

extension ClientSettings.Proxy {
  /// Reads `http://USER:PASSWORD@HOST:PORT`, of which all but the host may be missing; nil without a host.
  ///
  /// The port is 3128, or 1080 where the scheme is `socks5` or `socks5h`. User and password may be percent-encoded.
  package init?(_ text: String) {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    guard !trimmed.isEmpty,
      let parts = URLComponents(string: trimmed.contains("://") ? trimmed : "http://" + trimmed),
      let host = parts.host, !host.isEmpty
    else { return nil }
    let isSOCKS = ["socks5", "socks5h", "socks"].contains(parts.scheme?.lowercased() ?? "")
    self.init(
      host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host,
      port: parts.port ?? (isSOCKS ? 1080 : 3128), isSOCKS: isSOCKS,
      credentials: parts.user.map { .init(user: $0, password: parts.password ?? "") })
  }
}
