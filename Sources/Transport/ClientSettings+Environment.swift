import Foundation

extension ClientSettings.Proxy {
  /// The first of `https_proxy`, `HTTPS_PROXY` and `http_proxy` that names a host; nil without one.
  package init?(environment: [String: String]) {
    let proxies = ["https_proxy", "HTTPS_PROXY", "http_proxy"].compactMap { environment[$0] }
    guard let proxy = proxies.compactMap({ URL(string: $0) }).first(where: { $0.host != nil }), let host = proxy.host
    else { return nil }
    self.init(host: host, port: proxy.port ?? 3128)
  }
}
