import Support
import Synchronization
import Telemetry
import Testing
import Tracing

@Suite struct TracerTests {
  private struct Headers: Extractor, Injector {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
  }

  private final class Ended: Sendable {
    let records = Mutex<[SpanRecord]>([])
    var all: [SpanRecord] { records.withLock { $0 } }
  }

  private static func tracer(_ sampler: Sampler = Sampler()) -> (SpanTracer, Ended) {
    let ended = Ended()
    return (SpanTracer(sampler: sampler) { span in ended.records.withLock { $0.append(span) } }, ended)
  }

  private static func context(_ headers: [String: String], _ tracer: SpanTracer) -> ServiceContext {
    var context = ServiceContext.topLevel
    tracer.extract(headers, into: &context, using: Headers())
    return context
  }

  private static func headers(of span: RecordedSpan, _ tracer: SpanTracer) -> [String: String] {
    var headers: [String: String] = [:]
    tracer.inject(span.context, into: &headers, using: Headers())
    return headers
  }

  @Test func aRequestsTraceIsContinued() throws {
    let (tracer, ended) = Self.tracer()
    let from = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let span = tracer.startSpan("a", context: Self.context(["traceparent": from, "tracestate": "v=1"], tracer))
    let sent = Self.headers(of: span, tracer)
    let place = try #require(sent["traceparent"].flatMap { TraceParent($0) })
    #expect(place.trace.text == "4bf92f3577b34da6a3ce929d0e0e4736" && place.isSampled)
    #expect(place.span != 0x00f0_67aa_0ba9_02b7 && sent["tracestate"] == "v=1")
    let child = tracer.startSpan("b", context: span.context)
    #expect(Self.headers(of: child, tracer)["traceparent"]?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") == true)
    child.end()
    span.end()
    #expect(ended.all.map(\.name) == ["b", "a"])
  }

  /// Who sends it isn't refused, nor is anything of it believed: the trace begins here.
  @Test(arguments: ["x", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", ""])
  func aMalformedParentIsNone(_ text: String) throws {
    let (tracer, ended) = Self.tracer()
    let span = tracer.startSpan("a", context: Self.context(["traceparent": text, "tracestate": "v=1"], tracer))
    let sent = Self.headers(of: span, tracer)
    #expect(try #require(sent["traceparent"].flatMap { TraceParent($0) }).isSampled)
    #expect(sent["tracestate"] == nil)
    span.end()
    #expect(ended.all.count == 1)
  }

  @Test func whatIsNotSampledIsNotRecordedButHasItsPlace() throws {
    let (tracer, ended) = Self.tracer()
    let from = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    let span = tracer.startSpan("a", context: Self.context(["traceparent": from], tracer))
    #expect(!span.isRecording)
    span.attributes["a"] = 1
    let child = tracer.startSpan("b", context: span.context)
    #expect(!child.isRecording && child.attributes.isEmpty)
    let place = try #require(Self.headers(of: child, tracer)["traceparent"].flatMap { TraceParent($0) })
    #expect(place.trace.text == "4bf92f3577b34da6a3ce929d0e0e4736" && !place.isSampled)
    child.end()
    span.end()
    #expect(ended.all.isEmpty)
  }

  /// Within a request nothing is decided again: `always_off` with a recorded parent here can't tear a trace apart.
  @Test func childrenFollowTheirRequest() {
    let (tracer, ended) = Self.tracer(Sampler(followsParent: false, share: 0.5))
    for _ in 0..<200 {
      let span = tracer.startSpan("a", context: .topLevel)
      let child = tracer.startSpan("b", context: span.context)
      #expect(child.isRecording == span.isRecording)
      child.end()
      span.end()
    }
    #expect((100...300).contains(ended.all.count))
  }

  @Test func anEndedSpanStaysAsItIs() {
    let (tracer, ended) = Self.tracer()
    let span = tracer.startSpan("a", context: .topLevel, at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 100))
    span.attributes["a"] = 1
    span.operationName = "b"
    span.setStatus(SpanStatus(code: .error))
    // A clock that was set back can't end it before it began.
    span.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 50))
    span.attributes["a"] = 2
    span.end()
    #expect(ended.all.count == 1)
    #expect(ended.all.first?.start == 100 && ended.all.first?.end == 100)
    #expect(ended.all.first?.name == "b" && ended.all.first?.status?.code == .error)
    #expect(ended.all.first?.attributes == ["a": 1])
    #expect(!span.isRecording)
  }

  @Test(arguments: ["a\u{7}b", String(repeating: "a", count: 513), "é"])
  func aStateThatIsNotPlainIsLeftOut(_ state: String) {
    let (tracer, _) = Self.tracer()
    let from = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let span = tracer.startSpan("a", context: Self.context(["traceparent": from, "tracestate": state], tracer))
    #expect(Self.headers(of: span, tracer)["tracestate"] == nil)
  }
}
