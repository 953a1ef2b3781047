import AsyncHTTPClient

/// HTTP clients that share their settings, one for each proxy and one for none.
package struct RoutedClient: Sendable {
  private let proxies: Proxies
  private let clients: [ClientSettings.Proxy?: HTTPClient]

  fileprivate init(_ proxies: Proxies, _ clients: [ClientSettings.Proxy?: HTTPClient]) {
    (self.proxies, self.clients) = (proxies, clients)
  }

  /// Returns the client to request a URL by; redirects that it follows use the same proxy.
  package func client(for url: String) throws -> HTTPClient {
    guard let client = clients[proxies.proxy(for: url)] else { throw HTTPClientError.alreadyShutdown }
    return client
  }
}

extension ClientSettings {
  /// Lends clients for as long as `body` runs, and closes their connections then.
  package func withClient<Value>(_ body: (RoutedClient) async throws -> Value) async throws -> Value {
    try await lend(Array(proxies.all), [:], body)
  }

  private func lend<Value>(
    _ left: [Proxy], _ made: [Proxy?: HTTPClient], _ body: (RoutedClient) async throws -> Value
  ) async throws -> Value {
    var next = left
    let proxy = next.popLast()
    return try await HTTPClient.withHTTPClient(configuration: configuration(proxy)) { client in
      var made = made
      made[proxy] = client
      return proxy == nil ? try await body(RoutedClient(proxies, made)) : try await lend(next, made, body)
    }
  }
}
