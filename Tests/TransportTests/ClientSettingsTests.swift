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
    let made = settings.configuration
    #expect(made.timeout.connect == .seconds(3) && made.timeout.read == .milliseconds(1500))
    #expect(made.timeout.write == nil && made.proxy == nil)
    #expect(made.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit == 7)
    #expect(!made.connectionPool.retryConnectionEstablishment)
  }

  @Test(
    arguments: [
      ([:], nil), (["http_proxy": "http://a:8080"], .init(host: "a", port: 8080)),
      (["https_proxy": "http://b", "http_proxy": "http://a:1"], .init(host: "b", port: 3128)),
      (["HTTPS_PROXY": "not an address", "http_proxy": "http://c:9"], .init(host: "c", port: 9)),
    ] as [([String: String], ClientSettings.Proxy?)])
  func theEnvironmentNamesAProxy(_ environment: [String: String], _ proxy: ClientSettings.Proxy?) {
    #expect(ClientSettings.Proxy(environment: environment) == proxy)
  }
}
