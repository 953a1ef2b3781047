import Testing
import Transport

/// The rules of curl's and Go's readers of the environment.
@Suite struct ProxiesTests {
  typealias Proxy = ClientSettings.Proxy

  @Test(
    arguments: [
      ("http://a:8080", .init(host: "a", port: 8080)), ("a:8080", .init(host: "a", port: 8080)),
      ("a", .init(host: "a", port: 3128)), ("  http://a/ ", .init(host: "a", port: 3128)),
      ("http://[::1]:81", .init(host: "::1", port: 81)),
      ("me:p%40ss%3A@a:1", .init(host: "a", port: 1, credentials: .init(user: "me", password: "p@ss:"))),
      ("http://me@a", .init(host: "a", port: 3128, credentials: .init(user: "me", password: ""))),
      ("socks5://a", .init(host: "a", port: 1080, isSOCKS: true)), ("", nil), ("http://", nil), (" ", nil),
    ] as [(String, Proxy?)])
  func aProxyIsRead(_ text: String, _ proxy: Proxy?) { #expect(Proxy(text) == proxy) }

  @Test(
    arguments: [
      ([:], nil, nil), (["http_proxy": "a"], "a", "a"), (["https_proxy": "b"], nil, "b"),
      (["http_proxy": "a", "https_proxy": "b"], "a", "b"), (["HTTPS_PROXY": "b"], nil, "b"),
      // A web server sets this one from a request's header.
      (["HTTP_PROXY": "evil"], nil, nil),
      (["all_proxy": "c"], "c", "c"), (["ALL_PROXY": "c", "http_proxy": "a"], "a", "c"),
      (["https_proxy": "not an address", "all_proxy": "c"], "c", "c"), (["http_proxy": ""], nil, nil),
    ] as [([String: String], String?, String?)])
  func theSchemeChooses(_ environment: [String: String], _ http: String?, _ https: String?) {
    let proxies = Proxies(environment: environment)
    #expect(proxies.proxy(for: "http://example.org/x")?.host == http)
    #expect(proxies.proxy(for: "https://example.org:8443/x")?.host == https)
    #expect(proxies.proxy(for: "nothing") == nil)
  }

  @Test(
    arguments: [
      ("example.org", "http://example.org", true), ("example.org", "http://a.example.org", true),
      (".example.org", "http://a.example.org", true), ("*.example.org", "http://a.example.org", true),
      ("example.org", "http://badexample.org", false), ("EXAMPLE.org", "http://Example.ORG/x", true),
      ("a.org, example.org", "http://example.org", true), ("a.org example.org", "http://example.org", true),
      ("*", "http://anything", true), ("example.org:80", "http://example.org", true),
      ("example.org:80", "http://example.org:81", false), ("example.org:443", "https://example.org", true),
      ("10.0.0.0/8", "http://10.200.3.4", true), ("10.0.0.0/8", "http://11.0.0.1", false),
      ("10.0.0.0/0", "http://1.2.3.4", true), ("10.1.2.3", "http://10.1.2.3:8080", true),
      ("10.0.0.0/8", "http://example.org", false), ("fd00::1", "http://[fd00::1]/x", true),
      ("[fd00::1]:81", "http://[fd00::1]:81/x", true), ("[fd00::1]:81", "http://[fd00::1]/x", false),
      ("", "http://example.org", false), (",,", "http://example.org", false), ("10.0.0.0/99", "http://10.0.0.1", false),
      // This machine and the metadata server, whatever is excepted.
      ("", "http://localhost:8080", true), ("", "http://127.0.0.1:1", true), ("", "http://127.9.9.9", true),
      ("", "http://[::1]:8080", true), ("", "http://metadata.google.internal/x", true),
      ("", "http://169.254.169.254/x", true), ("", "http://localhost.example.org", false),
    ])
  func someHostsAreAskedDirectly(_ exceptions: String, _ url: String, _ isDirect: Bool) {
    for name in ["no_proxy", "NO_PROXY"] {
      let proxies = Proxies(environment: ["http_proxy": "a", "https_proxy": "a", name: exceptions])
      #expect((proxies.proxy(for: url) == nil) == isDirect)
    }
  }
}
