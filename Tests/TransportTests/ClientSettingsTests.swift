import AsyncHTTPClient
import NIOCore
import Testing
import Transport

@Suite struct ClientSettingsTests {
  @Test func theClientGetsWhatTheSettingsSay() {
    var settings = ClientSettings()
    settings.connect = .seconds(3)
    (settings.readIdle, settings.writeIdle) = (.milliseconds(1500), nil)
    (settings.connections, settings.isPlain) = (7, true)
    let made = settings.configuration(nil)
    #expect(made.timeout.connect == .seconds(3) && made.timeout.read == .milliseconds(1500))
    #expect(made.timeout.write == nil && made.proxy == nil)
    #expect(made.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit == 7)
    #expect(!made.connectionPool.retryConnectionEstablishment)
  }

  @Test func aProxyTakesItsCredentials() {
    let proxy = ClientSettings.Proxy(
      host: "a", port: 1, credentials: .init(user: "me", password: "secret"))
    let made = ClientSettings().configuration(proxy).proxy
    #expect(made?.host == "a" && made?.port == 1)
    #expect(made?.authorization == .basic(username: "me", password: "secret"))
    #expect(
      !"\(proxy)".contains("secret")
        && !"\(Proxies(environment: ["http_proxy": "http://a:secret@b"]))".contains("secret"))
    #expect(
      ClientSettings().configuration(.init(host: "a", port: 1, isSOCKS: true)).proxy == .socksServer(host: "a", port: 1)
    )
  }
}
