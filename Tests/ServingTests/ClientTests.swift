import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Synchronization
import TestSupport
import Testing

/// Who counts as one client, for rates and connections.
@Suite struct ClientTests {
  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7"), (" 192.0.2.7:8080 ", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
    ("[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"), ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
    ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::1", "0:0:0:0::/64"), ("", nil), ("unknown", nil), ("1.2.3", nil),
    ("1.2.3.4.5", nil), ("::g", nil), ("[::1", nil), ("1.2.3.4, 5.6.7.8", nil),
  ]) func oneClientIsAnAddressOrAPrefix(_ text: String, _ client: String?) {
    #expect(IPAddress(text)?.client == client)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/9", "10.128.0.1", false),
    ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.2", false), ("0.0.0.0/0", "1.2.3.4", true),
    ("0.0.0.0/0", "::1", false), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false),
    ("::1", "::1", true), ("2001:db8::/33", "2001:db8:8000::", false), ("10.0.0.0/8", "::ffff:10.0.0.1", true),
  ]) func prefixesHoldAddresses(_ prefix: String, _ address: String, _ holds: Bool) throws {
    let prefix = try #require(AddressPrefix(prefix))
    #expect(prefix.contains(try #require(IPAddress(address))) == holds)
  }

  @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "/8", "x", "::/129", ""])
  func whatIsNoPrefixIsRefused(_ text: String) async {
    #expect(AddressPrefix(text) == nil)
    let error = await #expect(throws: ServerOptionsError.self) {
      try ServerOptions(await OptionSources(flags: [:], environment: ["DOGBREED_TRUSTED_PROXIES": "::1, \(text) x"]))
    }
    #expect(error?.description.contains("trusted-proxies") == true)
  }

  private func client(_ forwarded: [String], from peer: String?, _ change: (inout ServerOptions) -> Void) -> String {
    var options = ServerOptions()
    change(&options)
    return Forwarding(options).client(forwarded, peer)
  }

  @Test func onlyProxiesThatAreTrustedTellTheClient() {
    let forged = ["1.1.1.1, 203.0.113.9", "10.0.0.2"]
    #expect(client(forged, from: "192.0.2.1") { _ in } == "192.0.2.1")
    #expect(client(forged, from: nil) { _ in } == "unknown")
    let proxies = { (options: inout ServerOptions) in options.trustedProxies = "10.0.0.0/8, fd00::/8" }
    // What the client itself wrote stands before what the first proxy of ours wrote.
    #expect(client(forged, from: "10.0.0.1", proxies) == "203.0.113.9")
    #expect(client(forged, from: "192.0.2.1", proxies) == "192.0.2.1")
    #expect(client(["2001:db8::1"], from: "fd00::5", proxies) == "2001:db8:0:0::/64")
    #expect(client([], from: "10.0.0.1", proxies) == "10.0.0.1")
    #expect(client(["10.0.0.7"], from: "10.0.0.1", proxies) == "10.0.0.7")
    #expect(client(["unknown"], from: "10.0.0.1", proxies) == "unknown")
    // Where every peer is a proxy, the last entry is what it wrote.
    #expect(client(["1.1.1.1, 203.0.113.9"], from: "192.0.2.1") { $0.trustsForwarded = true } == "203.0.113.9")
    let long = String(repeating: "x", count: 5000)
    #expect(client([long], from: "192.0.2.1") { $0.trustsForwarded = true }.count == 64)
  }

  @Test func connectionsAreCountedPerClient() {
    let connections = ClientConnections(limit: 2)
    #expect(["a", "a", "a", "b"].map(connections.enter) == [true, true, false, true])
    connections.leave("a")
    #expect(connections.enter("a") && !connections.enter("a"))
    for client in ["a", "a", "b"] { connections.leave(client) }
    #expect(connections.clients == 0)
  }

  private static let request = Array("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)

  @Test func aClientWithTooManyConnectionsGetsNoMore() async throws {
    var options = ServerOptions.forTests
    options.clientConnections = 3
    // The held connections must outlast a slow machine.
    options.idleTimeout = 600
    try await RawServer.run(options) { server async throws in
      let request = String(decoding: Self.request, as: UTF8.self)
      var held: [PlainSocket] = []
      // One that comes while the connection that asked for readiness is still counted is refused, so a further one is
      // opened until three are held. Then the next is closed without an answer.
      try await waitUntil {
        let socket = try PlainSocket(port: server.port)
        socket.send(String(request.dropLast()))
        held.append(socket)
        guard held.count >= 3 else { return false }
        return try await PlainSocket.ask(server.port, request).isEmpty
      }
      for socket in held { socket.end() }
      // Those that went make room.
      try await waitUntil { try await PlainSocket.ask(server.port, request).hasPrefix("HTTP/1.1 200") }
      let metrics = try await server.exchange([Array("GET /metrics HTTP/1.0\r\n\r\n".utf8)])
      #expect(metrics.contains("dogbreed_connections_refused_total{reason=\"client\"}"))
    }
  }

  @Test func aTrustedProxyMayHaveMany() async throws {
    var options = ServerOptions.forTests
    options.clientConnections = 1
    options.trustedProxies = "127.0.0.0/8"
    try await RawServer.run(options) { server async throws in
      async let held = server.exchange([Array(Self.request.dropLast(2))], pause: .milliseconds(300), thenClose: true)
      #expect(try await server.exchange([Self.request]).hasPrefix("HTTP/1.1 200"))
      _ = try await held
    }
  }

  @Test func throttledLinesCountWhatTheyLeftOut() {
    var throttle = LogThrottle(interval: .seconds(10))
    let start = ContinuousClock.now
    let at = { (seconds: Int) in start.advanced(by: .seconds(seconds)) }
    #expect([0, 1, 9, 10, 11, 30].map { throttle.admit(at: at($0)) } == [0, nil, nil, 2, nil, 1])
  }
}
