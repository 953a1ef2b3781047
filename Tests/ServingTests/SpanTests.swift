import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import Logging
import NIOCore
import Serving
import Testing
import Tracing

/// Spans of requests and stages, as OpenTelemetry's conventions for HTTP servers have them.
@Suite struct SpanTests {
  private func spans(
    _ options: ServerOptions = .forTests, _ body: @Sendable (any TestClientProtocol) async throws -> Void
  ) async throws -> [FinishedInMemorySpan] {
    let tracer = InMemoryTracer()
    let server = try Server(
      options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, tracer: tracer
    ) { FakeClassifier() }
    try await server.application().test(.router) { client async throws in
      try await waitUntil { try await client.execute(uri: "/readyz", method: .get).status == .ok }
      try await body(client)
    }
    return tracer.finishedSpans
  }

  @Test func aPredictionHasItsStages() async throws {
    let spans = try await spans { client async throws in
      let answer = try await client.post("/api/v1/predictions?top=1", FakeClassifier.image(), type: "image/jpeg")
      #expect(answer.status == .ok)
    }
    #expect(
      spans.map(\.operationName) == [
        "read body", "find images", "wait", "decode", "infer", "classify", "POST /api/v1/predictions",
      ])
    let server = try #require(spans.last)
    #expect(server.kind == .server && server.status == nil && server.parentSpanID == nil)
    let attributes = server.attributes
    #expect(attributes.get("http.request.method") == "POST" && attributes.get("url.scheme") == "http")
    #expect(
      attributes.get("http.route") == "/api/v1/predictions" && attributes.get("url.path") == "/api/v1/predictions")
    #expect(attributes.get("http.response.status_code") == 200 && attributes.get("error.type") == nil)
    #expect(attributes.get("url.query") == nil)
    let classify = spans[5]
    #expect(classify.parentSpanID == server.spanID && classify.attributes.get("dogbreed.verdict") == "sure")
    #expect(classify.attributes.get("dogbreed.model.name") == "fake")
    #expect(spans[0].parentSpanID == server.spanID && spans[1].parentSpanID == server.spanID)
    #expect(spans[2...4].allSatisfy { $0.parentSpanID == classify.spanID && $0.kind == .internal })
    #expect(Set(spans.map(\.traceID)).count == 1)
    // In order, though the model only says how long its parts took.
    let order = [server, spans[0], spans[1], classify, spans[2], spans[3], spans[4]]
    for (one, next) in zip(order, order.dropFirst()) {
      #expect(one.startInstant.nanosecondsSinceEpoch <= next.startInstant.nanosecondsSinceEpoch)
    }
    for span in spans { #expect(span.startInstant.nanosecondsSinceEpoch <= span.endInstant.nanosecondsSinceEpoch) }
  }

  @Test(arguments: [("broken", 422), ("failure", 500), ("huge", 422)])
  func onlyTheServersOwnFaultIsAnError(_ word: String, _ status: Int) async throws {
    let spans = try await spans { client async throws in
      _ = try await client.post("/api/v1/predictions", FakeClassifier.image(word), type: "image/jpeg")
    }
    let server = try #require(spans.last)
    #expect(server.attributes.get("http.response.status_code") == .int64(Int64(status)))
    #expect(server.status?.code == (status >= 500 ? .error : nil))
    #expect(server.attributes.get("error.type") == (status >= 500 ? "500" : nil))
    // The stage failed whoever is to blame.
    let classify = try #require(spans.first { $0.operationName == "classify" })
    #expect(classify.status?.code == .error)
    #expect(classify.attributes.get("error.type") == (status >= 500 ? "EngineFailure" : "422"))
  }

  /// Names are few, whatever paths and methods clients think of.
  @Test func pathsAndMethodsOfClientsDoNotBecomeNames() async throws {
    let spans = try await spans { client async throws in
      _ = try await client.get("/wp-admin/\(String(repeating: "x", count: 500))")
      _ = try await client.get("/classes/nothing")
      _ = try await client.execute(uri: "/", method: HTTPRequest.Method("BREW")!)
    }
    #expect(spans.map(\.operationName) == ["GET", "GET /classes/{id}", "HTTP"])
    #expect(spans[0].attributes.get("http.route") == nil)
    #expect(spans[0].attributes.get("http.response.status_code") == 404)
    #expect(spans[2].attributes.get("http.request.method") == "_OTHER")
    #expect(spans[2].attributes.get("http.request.method_original") == "BREW")
    for case .string(let text)? in spans.map({ $0.attributes.get("url.path") }) { #expect(text.count <= 201) }
  }

  @Test func whatWatchesTheServerMakesNone() async throws {
    let spans = try await spans { client async throws in
      for path in ["/healthz", "/readyz", "/health", "/v2/health/live", "/v2/health/ready", "/metrics"] {
        #expect(try await client.get(path).status == .ok)
      }
    }
    #expect(spans.isEmpty)
  }

  /// Images of one request are told apart, those that aren't images too.
  @Test func eachImageHasItsOwn() async throws {
    let spans = try await spans { client async throws in
      let body = Form.body([
        ("a", "a.jpg", FakeClassifier.image()), ("b", "b.jpg", FakeClassifier.image("broken")),
        ("c", "c.jpg", FakeClassifier.image("other")),
      ])
      #expect(try await client.post("/api/v1/predictions", body, type: Form.type).status == .ok)
    }
    let images = spans.filter { $0.operationName == "classify" }
    #expect(images.map { $0.attributes.get("dogbreed.verdict") } == ["sure", nil, "other"])
    #expect(images.map { $0.status?.code } == [nil, .error, nil])
    #expect(spans.last?.status == nil)
  }

  @Test func theAnswersIdIsTheSpans() async throws {
    let spans = try await spans { client async throws in
      var headers = HTTPFields()
      headers[HTTPField.Name("X-Request-Id")!] = "mine"
      _ = try await client.execute(uri: "/openapi.json", method: .get, headers: headers)
    }
    #expect(spans.first?.attributes.get("http.response.header.x-request-id") == .stringArray(["mine"]))
  }
}
