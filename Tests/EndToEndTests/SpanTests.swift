import Foundation
import TestSupport
import Testing

/// The program's spans at a collector that reads them by OpenTelemetry's own protocol buffers.
@Suite(.enabled(if: ReferencePython.available)) struct SpanTests {
  private static let remote = "4bf92f3577b34da6a3ce929d0e0e4736"

  /// Asks by curl, as anybody would; returns the head and the body of the answer.
  @discardableResult
  private func curl(_ words: String...) throws -> String {
    try Process.output(of: "/usr/bin/env", ["curl", "-sS", "-i", "--max-time", "60"] + words)
  }

  @Test func aRequestsSpansReachTheCollector() throws {
    let (collector, program, data) = (try Collector(), try Program(), try GeneratedDataSet())
    let model = data.folder.url.appending(path: "model").path
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--looks", "1")
    try #require(trained.status == 0, "\(trained.errors)")
    let image = "\(data.path)/blue disc/0.jpg"
    let environment = [
      "DOGBREED_OTLP_ENDPOINT": collector.endpoint("good"), "OTEL_SERVICE_NAME": "kennel",
      "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test", "OTEL_BSP_SCHEDULE_DELAY": "3600000",
      "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20s3cretkey",
    ]
    let before = Date.now.timeIntervalSince1970 * 1e9
    let served = try program.serve(model, environment: environment) { address in
      let place = "\(address)/api/v1/predictions"
      try curl("-H", "traceparent: 00-\(Self.remote)-00f067aa0ba902b7-01", "--data-binary", "@\(image)", place)
      // Not recorded where it comes from, malformed, and not an image.
      try curl("-H", "traceparent: 00-\(Self.remote)-00f067aa0ba902b7-00", "--data-binary", "@\(image)", place)
      #expect(
        try curl("-H", "traceparent: x", "-H", "X-Request-Id: abc", "--data-binary", "none", place).contains(" 415 "))
    }
    let after = Date.now.timeIntervalSince1970 * 1e9
    #expect(served.status == 0, "\(served.errors)")
    #expect(!served.errors.contains("s3cretkey") && !served.output.contains("s3cretkey"))
    // Their time hadn't come: all that arrives was sent at the end.
    let requests = try collector.requests()
    #expect(requests.count == 1 && requests.allSatisfy { $0.problem == nil && $0.unknown == 0 })
    let resource = try #require(requests.first?.resource?.first)
    #expect(resource["service.name"] == "kennel" && resource["deployment.environment.name"] == "test")
    let spans = try collector.spans()
    let known = spans.filter { $0.trace == Self.remote }
    #expect(
      known.map(\.name) == [
        "read body", "find images", "wait", "decode", "look", "infer", "classify", "POST /api/v1/predictions",
      ])
    let server = try #require(known.last)
    #expect(server.parent == "00f067aa0ba902b7" && server.kind == 2 && server.status == 0 && server.flags == 0x301)
    #expect(server.attributes["http.response.status_code"] == .number(200))
    #expect(server.attributes["http.route"] == .text("/api/v1/predictions"))
    let classify = known[6]
    #expect(classify.parent == server.id)
    #expect(
      [known[2], known[3], known[5]].allSatisfy { $0.parent == classify.id && $0.kind == 1 && $0.flags == 0x101 })
    #expect(known[4].parent == known[5].id)
    for span in known {
      #expect(server.start <= span.start && span.start <= span.end && span.end <= server.end, "\(span)")
      #expect(before <= Double(span.start) && Double(span.end) <= after)
    }
    #expect(known[2].end <= known[3].start && known[3].end <= known[5].start)
    #expect(known[5].start <= known[4].start && known[4].end <= known[5].end)
    let other = spans.filter { $0.trace != Self.remote }
    #expect(Set(other.map(\.trace)).count == 1 && other.last?.parent == "")
    #expect(other.last?.attributes["http.response.status_code"] == .number(415) && other.last?.status == 0)
    #expect(other.last?.attributes["http.response.header.x-request-id"] == .list(["abc"]))
    // The log names the trace that the request got.
    #expect(served.errors.contains(#""trace_id":"\#(try #require(other.last).trace)""#))
  }

  @Test func whatTurnsSpansOffIsSaid() throws {
    let outcome = try Program().run(
      "serve", "--model", "/nowhere", "--otlp-endpoint", "http://localhost:4318",
      environment: ["OTEL_SDK_DISABLED": "true"])
    #expect(outcome.errors.contains("note: --otlp-endpoint has no effect with OTEL_SDK_DISABLED"), "\(outcome.errors)")
  }

  @Test(
    arguments: [
      (["--otlp-endpoint", "collector:4318"], [:], 2), ([], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:s3cret@b"], 1),
      ([], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://b", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], 1),
    ] as [([String], [String: String], Int32)])
  func aWrongEndpointIsSaidAtTheStart(_ words: [String], _ environment: [String: String], _ status: Int32) throws {
    let outcome = try Program().start(["serve", "--model", "/nowhere"] + words, environment: environment).1()
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.contains("4318") && !outcome.errors.contains("s3cret"), "\(outcome.errors)")
  }
}
