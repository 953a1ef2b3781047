import Foundation
import Serving
import TestSupport
import Testing

/// The addresses that a server listens on, and the check that asks there.
@Suite struct ListenerTests {
  private static let metrics = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

  @Test func metricsMayHaveAPortOfTheirOwn() async throws {
    var options = ServerOptions.forTests
    options.metricsPort = 0
    let lines = LogLines()
    try await RawServer.run(options, logger: lines.logger) { server async throws in
      let line = try #require(lines.all.first { $0.contains("\"message\":\"metrics\"") })
      let members = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let port = try #require(members["port"] as? Int)
      #expect(port != server.port)
      let own = try await PlainSocket.ask(port, Self.metrics)
      #expect(own.hasPrefix("HTTP/1.1 200") && own.contains("dogbreed_model_ready 1"))
      #expect(
        try await PlainSocket.ask(port, Self.metrics.replacing("/metrics", with: "/readyz")).hasPrefix("HTTP/1.1 404"))
      #expect(try await PlainSocket.ask(server.port, Self.metrics).hasPrefix("HTTP/1.1 404"))
      let description = try await PlainSocket.ask(
        server.port, Self.metrics.replacing("/metrics", with: "/openapi.json"))
      #expect(description.contains("/readyz") && !description.contains("\"/metrics\""))
      let page = try await PlainSocket.ask(server.port, Self.metrics.replacing("/metrics", with: "/api"))
      #expect(page.contains("/readyz") && !page.contains("/metrics"))
    }
  }

  @Test func aTakenPortOfTheMetricsIsSaidInWords() async throws {
    try await RawServer.run(.forTests) { server async throws in
      var options = ServerOptions.forTests
      options.metricsPort = server.port
      let second = try Server(options: options, logger: LogLines().logger) { FakeClassifier() }
      let error = await #expect(throws: ServerOptionsError.self) { try await second.run { _ in } }
      #expect(error?.description.contains("--metrics-port") == true)
    }
  }

  @Test func theHealthCheckTellsReadiness() async throws {
    var options = ServerOptions.forTests
    options.drain = 2
    try await RawServer.run(options) { server async throws in
      let address = ServerAddress(host: "127.0.0.1", port: server.port, isSecure: false)
      #expect(await ReadinessProbe.status(of: address, patience: .seconds(20)) == 200)
      await server.stop()
      try await waitUntil { await ReadinessProbe.status(of: address, patience: .seconds(20)) == 503 }
    }
    let reserved = try ReservedPort()
    let closed = ServerAddress(host: "127.0.0.1", port: Int(reserved.number), isSecure: false)
    #expect(await ReadinessProbe.status(of: closed, patience: .seconds(20)) == nil)
    withExtendedLifetime(reserved) {}
  }
}
