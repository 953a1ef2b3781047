import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Serving
import Taxonomy
import TestSupport
import Testing

@Suite struct OperationTests {
  @Test func notReadyBeforeTheGoldenAnswers() async throws {
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let server = try Server(options: .forTests, logger: LogLines().logger) {
      for await _ in stream { break }
      return FakeClassifier()
    }
    try await server.application().test(.router) { client async throws in
      #expect(try await client.get("/healthz").status == .ok)
      for path in ["/readyz", "/v2/health/ready", "/health", "/api/v1/model", "/classes"] {
        let answer = try await client.get(path)
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "1")
      }
      #expect(try await client.post("/api/v1/predictions", FakeClassifier.image()).status == .serviceUnavailable)
      #expect(try await client.get("/").status == .ok)
      release.yield()
      try await waitUntil { try await client.get("/readyz").status == .ok }
    }
  }

  @Test func aModelWithWrongGoldenAnswersEndsTheStart() async throws {
    var options = ServerOptions.forTests
    options.host = "127.0.0.1"
    let server = try Server(options: options, logger: LogLines().logger) {
      FakeClassifier(fault: FakeClassifier.GoldenDiffers())
    }
    await #expect(throws: FakeClassifier.GoldenDiffers.self) { try await server.run { _ in } }
  }

  @Test func aChangedFolderIsSwappedInAndABadOneRefused() async throws {
    let folder = try TemporaryFolder()
    try folder.write("one".utf8, to: "model.json")
    let lines = LogLines()
    let server = try Server(
      options: .forTests, watched: folder.url, watchInterval: .milliseconds(20), logger: lines.logger
    ) {
      let version = try String(contentsOf: folder.url.appending(path: "model.json"), encoding: .utf8)
      return FakeClassifier(version: version, fault: version == "bad" ? FakeClassifier.GoldenDiffers() : nil)
    }
    try await server.application().test(.router) { client async throws in
      let version = { try? await client.get("/api/v1/model").json(ModelCard.self).version }
      try await waitUntil { await version() == "one" }
      try folder.write("second".utf8, to: "model.json")
      try await waitUntil { await version() == "second" }
      try folder.write("bad".utf8, to: "model.json")
      try await waitUntil { lines.all.contains { $0.contains("model refused") } }
      #expect(await version() == "second")
      #expect(try await client.get("/metrics").text.contains("dogbreed_model_loads_total{outcome=\"refused\"} 1"))
    }
  }

  @Test func aSwapDropsNoRequest() async throws {
    let folder = try TemporaryFolder()
    try folder.write("0".utf8, to: "model.json")
    let server = try Server(
      options: .forTests, watched: folder.url, watchInterval: .milliseconds(5), logger: LogLines().logger
    ) {
      FakeClassifier(version: try String(contentsOf: folder.url.appending(path: "model.json"), encoding: .utf8))
    }
    try await server.application().test(.router) { client async throws in
      try await waitUntil { try await client.get("/readyz").status == .ok }
      let seen = try await withThrowingTaskGroup(of: (Int, String).self) { group in
        for turn in 0..<200 {
          if turn % 20 == 0 { try folder.write("version \(turn)".utf8, to: "model.json") }
          group.addTask {
            let answer = try await client.post("/api/v1/predictions", FakeClassifier.image())
            return (answer.status.code, try answer.json(PredictionsBody.self).model.version)
          }
          try await Task.sleep(for: .milliseconds(1))
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(seen.count == 200 && seen.allSatisfy { $0.0 == 200 })
      // Models were swapped meanwhile, and the last one comes in the end.
      #expect(Set(seen.map(\.1)).count > 1)
      try await waitUntil { try await client.get("/api/v1/model").json(ModelCard.self).version == "version 180" }
    }
  }

  @Test func metricsCountWithoutPaths() async throws {
    try await withServer { client async throws in
      for word in ["sure", "unsure", "other", "broken"] {
        _ = try await client.post("/api/v1/predictions", FakeClassifier.image(word))
      }
      for number in 0..<50 { _ = try await client.get("/classes/secret\(number)") }
      _ = try await client.execute(uri: "/", method: .init("BREW")!)
      let text = try await client.get("/metrics").text
      #expect(
        text.contains("dogbreed_http_requests_total{route=\"/api/v1/predictions\",method=\"POST\",status=\"200\"} 3"))
      #expect(text.contains("dogbreed_http_requests_total{route=\"/classes/{id}\",method=\"GET\",status=\"404\"} 50"))
      #expect(text.contains("dogbreed_http_requests_total{route=\"unknown\",method=\"other\",status=\"405\"} 1"))
      #expect(text.contains("dogbreed_verdicts_total{verdict=\"other\"} 1"))
      #expect(text.contains("dogbreed_stages_total{stage=\"1\",of=\"3\"} 1"))
      #expect(text.contains("dogbreed_stages_total{stage=\"3\",of=\"3\"} 2"))
      #expect(text.contains("dogbreed_refusals_total{status=\"422\"} 1"))
      #expect(text.contains("decode_seconds_count 3"))
      #expect(text.contains("http_request_seconds_bucket{route=\"/api/v1/predictions\",le=\"+Inf\"} 4"))
      #expect(text.contains("dogbreed_queued_images 0"))
      #expect(text.contains("process_resident_memory_bytes"))
      #expect(!text.contains("secret"))
    }
  }

  @Test func theAccessLogHasNoAddressAndNoPath() async throws {
    let lines = LogLines()
    var options = ServerOptions.forTests
    options.accessLog = true
    try await withServer(options, logger: lines.logger) { client async throws in
      _ = try await client.get("/classes/somebody?q=private")
      let line = try #require(lines.all.last)
      let members = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(members["route"] as? String == "/classes/{id}")
      #expect(members["status"] as? Int == 404)
      #expect((members["time"] as? String)?.firstMatch(of: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/) != nil)
      #expect(members["address"] == nil)
      #expect(!line.contains("private") && !line.contains("somebody"))
    }
  }
}
