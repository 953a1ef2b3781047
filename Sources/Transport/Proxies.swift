import Foundation

/// Which proxy each URL is requested through, as curl and Go read the environment.
///
/// `https_proxy` and `http_proxy` go by the URL's scheme, `all_proxy` by any; an https URL falls back on `http_proxy`. Names in
/// capitals count, too, but for `HTTP_PROXY`, which a web server sets from a request's header. `no_proxy` excepts hosts.
/// This machine's own addresses and those of its metadata server are never asked for through a proxy.
package struct Proxies: Sendable, Hashable {
  private let http: ClientSettings.Proxy?
  private let https: ClientSettings.Proxy?
  private let exceptions: ProxyExceptions

  /// Reads the environment; what names no host is ignored.
  package init(environment: [String: String]) {
    func first(_ names: String...) -> ClientSettings.Proxy? {
      names.lazy.compactMap { environment[$0].flatMap { ClientSettings.Proxy($0) } }.first
    }
    http = first("http_proxy", "all_proxy", "ALL_PROXY")
    https = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy")
    exceptions = ProxyExceptions(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
  }

  /// No proxy for any URL.
  package init() { self.init(environment: [:]) }

  /// Every proxy that some URL may be requested through.
  var all: Set<ClientSettings.Proxy> { Set([http, https].compactMap { $0 }) }

  /// Returns the proxy for a URL; nil where it is requested directly.
  package func proxy(for url: String) -> ClientSettings.Proxy? {
    guard let parts = URLComponents(string: url), let host = parts.host?.lowercased(), !host.isEmpty else { return nil }
    let isSecure = parts.scheme?.lowercased() == "https"
    guard let proxy = isSecure ? https : http else { return nil }
    let port = parts.port ?? (isSecure ? 443 : 80)
    return exceptions.contains(host, port: port) ? nil : proxy
  }
}
