import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import Serving
import Synchronization
import Taxonomy
import TestSupport
import Testing

/// What an operator's surroundings do to a server.
@Suite struct OperationFaultTests {
  @Test func aLineThatCantBeWrittenIsDropped() throws {
    signal(SIGPIPE, SIG_IGN)
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    JSONLinesHandler.write("a line\n", to: full)
    JSONLinesHandler.write("a line\n", to: -1)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    JSONLinesHandler.write("one\n", to: ends[1])
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(read(ends[0], &buffer, 16) == 4)
    close(ends[0])
    JSONLinesHandler.write("two\n", to: ends[1])
    close(ends[1])
  }

  @Test func swapsAreOneAtATimeAndWishesDuringOneAreOne() async throws {
    let folder = try TemporaryFolder()
    try folder.write("0".utf8, to: "model.json")
    let loads = Loads()
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let server = try Server(
      options: .forTests, watched: folder.url, watchInterval: .milliseconds(10), logger: LogLines().logger
    ) {
      loads.begin()
      defer { loads.end() }
      let version = try String(contentsOf: folder.url.appending(path: "model.json"), encoding: .utf8)
      // A change during the first load must not be missed.
      if version == "0" { try folder.write("first".utf8, to: "model.json") }
      if version.hasPrefix("change") { for await _ in stream { break } }
      return FakeClassifier(version: version)
    }
    try await server.application().test(.router) { client async throws in
      let version = { try? await client.get("/api/v1/model").json(ModelCard.self).version }
      try await waitUntil { await version() == "first" }
      let before = loads.count.withLock { $0.all }
      for number in 0..<6 {
        try folder.write("change \(String(repeating: "x", count: number))".utf8, to: "model.json")
        try await Task.sleep(for: .milliseconds(100))
      }
      for _ in 0..<4 { release.yield() }
      try await waitUntil { await version() == "change xxxxx" }
      #expect(loads.count.withLock { $0.all } - before <= 2)
      #expect(loads.count.withLock { $0.most } == 1)
    }
  }

  private final class Loads: Sendable {
    let count = Mutex((now: 0, most: 0, all: 0))
    func begin() { count.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) } }
    func end() { count.withLock { $0.now -= 1 } }
  }

  @Test func aTakenPortIsSaidInWords() async throws {
    try await RawServer.run(.forTests) { server async throws in
      var options = ServerOptions.forTests
      options.port = server.port
      let second = try Server(options: options, logger: LogLines().logger) { FakeClassifier() }
      let error = await #expect(throws: ServerOptionsError.self) { try await second.run { _ in } }
      #expect(error?.description.contains("port \(server.port)") == true)
      #expect(error?.description.contains("errno") == false)
    }
  }

  @Test func theAddressIsSaidOnlyWhenTheModelIsProven() async throws {
    let said = Loads()
    let server = try Server(options: .forTests, logger: LogLines().logger) {
      try await Task.sleep(for: .milliseconds(200))
      return FakeClassifier(fault: FakeClassifier.GoldenDiffers())
    }
    await #expect(throws: FakeClassifier.GoldenDiffers.self) {
      try await server.run { _ in said.begin() }
    }
    #expect(said.count.withLock { $0.all } == 0)
  }

  @Test(arguments: ["/healthz", "/v2/health/live"]) func aHealthRouteOfOursTellsReadiness(_ path: String) async throws {
    var options = ServerOptions.forTests
    options.healthPath = path
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let server = try Server(options: options, logger: LogLines().logger) {
      for await _ in stream { break }
      return FakeClassifier()
    }
    try await server.application().test(.router) { client async throws in
      #expect(try await client.get(path).status == .serviceUnavailable)
      release.yield()
      try await waitUntil { try await client.get(path).status == .ok }
    }
  }

  @Test func probesHaveNoRate() async throws {
    var options = ServerOptions.forTests
    options.rateLimit = 0.001
    options.healthPath = "/v1/health"
    try await withServer(options) { client async throws in
      for path in ["/healthz", "/readyz", "/metrics", "/v1/health", "/v2/health/live", "/v2/health/ready"] {
        for _ in 0..<3 { #expect(try await client.get(path).status == .ok, "\(path)") }
      }
      _ = try await client.get("/")
      #expect(try await client.get("/").status == .tooManyRequests)
    }
  }

  @Test func readinessEndsBeforeTheListener() async throws {
    var options = ServerOptions.forTests
    // Long enough for a probe on a machine that has no time for it.
    options.drain = 10
    try await RawServer.run(options) { server async throws in
      await server.stop()
      let probe = Array("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
      try await waitUntil { try await server.exchange([probe]).hasPrefix("HTTP/1.1 503") }
      #expect(try await server.answers())
    }
  }

  @Test(arguments: [
    ("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400"),
    ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", "HTTP/1.1 400"),
    ("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 200"),
    ("GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200"),
  ]) func aRequestHasOneHost(_ request: String, _ status: String) async throws {
    try await RawServer.run(.forTests) { server async throws in
      let start = ContinuousClock.now
      let answer = try await server.exchange([Array(request.utf8)])
      #expect(answer.hasPrefix(status) || answer.hasPrefix(status.replacing("HTTP/1.0", with: "HTTP/1.1")), "\(answer)")
      // The connection ends by itself, for HTTP/1.0 too.
      #expect(start.duration(to: .now) < .seconds(25))
    }
  }

  @Test func oneRequestIsAnsweredByOneModel() async throws {
    let folder = try TemporaryFolder()
    try folder.write("one".utf8, to: "model.json")
    let (models, loaded) = AsyncStream.makeStream(of: FakeClassifier.self)
    let server = try Server(
      options: .forTests, watched: folder.url, watchInterval: .milliseconds(10), logger: LogLines().logger
    ) {
      let version = try String(contentsOf: folder.url.appending(path: "model.json"), encoding: .utf8)
      let made = FakeClassifier(version: version, classes: [ClassName(id: version, label: version)])
      loaded.yield(made)
      return made
    }
    try await server.application().test(.router) { client async throws in
      try await waitUntil { try await client.get("/readyz").status == .ok }
      let form = Form.body((0..<8).map { ("f", "\($0).jpg", FakeClassifier.image("pause")) })
      async let answer = client.post("/api/v1/predictions", form, type: Form.type)
      for await model in models {
        try await waitUntil { model.calls.withLock { $0 } > 0 }
        break
      }
      try folder.write("two, longer".utf8, to: "model.json")
      let body = try await answer.json(PredictionsBody.self)
      try await waitUntil { try await client.get("/api/v1/model").json(ModelCard.self).version == "two, longer" }
      #expect(body.model.version == "one")
      #expect(Set(body.results.compactMap { $0.predictions?.first?.id }) == ["one"])
    }
  }
}
