import CoreMetrics
import Foundation
import Logging
import Synchronization
import Telemetry
import TestSupport
import Testing
import Tracing

/// What a collector gets, read by OpenTelemetry's own protocol buffers, and what a bad one can do.
@Suite(.enabled(if: ReferencePython.available)) struct ExporterTests {
  /// What was counted and logged.
  private final class Observed: MetricsFactory, Sendable {
    private final class Count: CounterHandler, Sendable {
      let value = Mutex<Int64>(0)
      func increment(by amount: Int64) { value.withLock { $0 += amount } }
      func reset() {}
    }
    private struct Handler: LogHandler {
      let observed: Observed
      var logLevel = Logger.Level.info
      var metadata: Logger.Metadata = [:]
      subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
      }
      func log(event: LogEvent) {
        observed.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
      }
    }

    private let counts = Mutex<[String: Count]>([:])
    let lines = Mutex<[String]>([])

    var log: [String] { lines.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(observed: self) } }
    var sent: Int64 { count("dogbreed_spans_sent_total") }
    var lost: Int64 { count("dogbreed_spans_dropped_totalcollector") }
    var dropped: Int64 { count("dogbreed_spans_dropped_totalqueue") }

    private func count(_ name: String) -> Int64 {
      counts.withLock { $0[name] }?.value.withLock { $0 } ?? 0
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
      let made = Count()
      counts.withLock { $0[label + dimensions.map(\.1).joined()] = made }
      return made
    }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
      NOOPMetricsHandler.instance
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
  }

  private let collector: Collector
  private let observed = Observed()

  init() throws { collector = try Collector() }

  /// Runs a body with a tracer for a collector that answers in a way.
  private func run(
    _ way: String, _ more: [String: String] = [:], _ body: (SpanTracer) async throws -> Void
  ) async throws {
    let environment = [
      "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint(way), "OTEL_BSP_SCHEDULE_DELAY": "50",
      "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20s3cretkey",
    ].merging(more) { $1 }
    let settings = try CollectorSettings(environment: environment, endpoint: nil, version: "1")
    try await SpanExporter.run(settings, metrics: observed, logger: observed.logger) { tracer in
      try await body(#require(tracer))
    }
  }

  private func waitUntil(_ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
      if try condition() { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("the condition didn't come true: \(observed.log)")
  }

  private func add(_ count: Int, to tracer: SpanTracer) {
    for number in 0..<count { tracer.startSpan("span \(number)", context: .topLevel).end() }
  }

  @Test func everyKindOfValueArrives() async throws {
    try await run("good") { tracer in
      let parent = tracer.startSpan("parent", context: .topLevel, ofKind: .server)
      let child = tracer.startSpan("child", context: parent.context, ofKind: .client)
      child.attributes = [
        "text": "é\u{0}", "number": 7, "real": 0.5, "flag": true, "texts": .stringArray(["a", "b"]),
        "long": .string(String(repeating: "x", count: 5000)),
      ]
      child.setStatus(SpanStatus(code: .error, message: "why"))
      child.recordError(CancellationError())
      child.end()
      parent.end()
    }
    let request = try #require(try collector.requests().first)
    #expect(request.path == "/good/v1/traces" && request.problem == nil && request.unknown == 0)
    #expect(request.headers["content-type"] == "application/x-protobuf")
    #expect(request.headers["authorization"] == "Bearer s3cretkey")
    #expect(request.resource?.first?["service.name"] == "dogbreed")
    let spans = try collector.spans()
    try #require(spans.count == 2)
    let (child, parent) = (spans[0], spans[1])
    #expect(parent.parent.isEmpty && child.parent == parent.id && child.trace == parent.trace)
    #expect(parent.trace.count == 32 && parent.id.count == 16 && child.id != parent.id)
    #expect(parent.kind == 2 && child.kind == 3 && parent.status == 0 && child.status == 2 && child.message == "why")
    #expect(parent.flags == 0x101 && child.flags == 0x101)
    #expect(parent.start <= child.start && child.start <= child.end && child.end <= parent.end)
    #expect(child.attributes["text"] == .text("é\u{0}") && child.attributes["number"] == .number(7))
    #expect(child.attributes["real"] == .number(0.5) && child.attributes["flag"] == .flag(true))
    #expect(child.attributes["texts"] == .list(["a", "b"]))
    #expect(child.attributes["long"] == .text(String(repeating: "x", count: 1024)))
    #expect(observed.sent == 2 && observed.lost == 0 && observed.log.isEmpty)
  }

  @Test func batchesAreNoLargerThanAllowed() async throws {
    try await run("good", ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "10", "OTEL_BSP_SCHEDULE_DELAY": "3600000"]) { tracer in
      add(35, to: tracer)
      // A full batch doesn't wait for its time.
      try await waitUntil { observed.sent >= 30 }
    }
    let sizes = try collector.requests().map { $0.spans?.count ?? 0 }
    #expect(sizes.reduce(0, +) == 35 && sizes.allSatisfy { $0 <= 10 })
    #expect(Set(try collector.spans().map(\.name)).count == 35)
  }

  @Test(arguments: ["busy", "later"]) func whatCanBeSentLaterIs(_ way: String) async throws {
    try await run(way) { tracer in
      add(3, to: tracer)
      try await waitUntil { observed.sent == 3 }
    }
    let requests = try collector.requests()
    try #require(requests.count == (way == "busy" ? 3 : 2), "\(observed.log)")
    #expect(requests.allSatisfy { $0.spans?.map(\.id) == requests[0].spans?.map(\.id) })
    if way == "later" { #expect(requests[1].time - requests[0].time >= 1) }
    #expect(observed.lost == 0)
    #expect(observed.log.count == 2 && observed.log.last?.hasPrefix("spans are sent again") == true, "\(observed.log)")
  }

  /// Neither is tried again, and neither the answer nor the log gives the key away; nor is it carried elsewhere.
  @Test(arguments: ["refuses", "echoes", "moved"]) func whatIsRefusedIsLostAndSaidOnce(_ way: String) async throws {
    try await run(way) { tracer in
      add(3, to: tracer)
      try await waitUntil { observed.lost == 3 }
      add(2, to: tracer)
      try await waitUntil { observed.lost == 5 }
    }
    #expect(try collector.requests().count == 2)
    #expect(observed.sent == 0 && observed.log.count == 1, "\(observed.log)")
    #expect(!observed.log.joined().contains("s3cretkey"), "\(observed.log)")
  }

  @Test func aPartThatIsRejectedIsCounted() async throws {
    try await run("partial") { tracer in add(3, to: tracer) }
    #expect(observed.sent == 2 && observed.lost == 1)
    #expect(observed.log.first?.contains("one is too old") == true && !observed.log.joined().contains("s3cretkey"))
  }

  @Test(arguments: ["garbage", "endless", "empty"]) func whatASuccessHoldsMattersLittle(_ way: String) async throws {
    try await run(way) { tracer in
      add(3, to: tracer)
      try await waitUntil { observed.sent == 3 }
    }
    #expect(try collector.spans().count == 3, "nothing is sent again")
    #expect(observed.lost == 0)
  }

  /// The end waits for a collector that doesn't answer, but not for long, and says what is lost.
  @Test(arguments: ["stalls", "breaks", "nobody"]) func aCollectorCanNotHoldUpTheEnd(_ way: String) async throws {
    let start = ContinuousClock.now
    let port = try ReservedPort()
    let more = way == "nobody" ? ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port.number)"] : [:]
    try await run(way, more) { tracer in add(3, to: tracer) }
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(observed.sent == 0 && observed.lost == 3)
    #expect(!observed.log.isEmpty)
  }

  /// Memory is bounded and nobody waits: what comes while the queue is full is dropped and counted.
  @Test func aFullQueueDrops() async throws {
    try await run("stalls", ["OTEL_BSP_MAX_QUEUE_SIZE": "20"]) { tracer in add(1000, to: tracer) }
    #expect(observed.dropped == 980 && observed.lost == 20)
  }

  @Test func withoutSettingsNothingIsMade() async throws {
    try await SpanExporter.run(nil, metrics: observed, logger: observed.logger) { #expect($0 == nil) }
    #expect(observed.sent == 0)
  }

  @Test func theBodysErrorIsThrownAfterTheRestWasSent() async throws {
    struct Fault: Error {}
    await #expect(throws: Fault.self) {
      try await run("good") { tracer in
        add(3, to: tracer)
        throw Fault()
      }
    }
    #expect(observed.sent == 3)
  }
}
