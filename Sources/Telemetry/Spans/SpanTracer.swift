import Support
import Tracing

/// Begins spans in the traces that requests come with, or in traces of their own.
///
/// Members: https://swiftpackageindex.com/apple/swift-distributed-tracing/documentation/tracing/tracer
package struct SpanTracer: Tracer {
  private let sampler: Sampler
  private let finished: @Sendable (SpanRecord) -> Void

  /// - Parameters:
  ///   - sampler: which traces are recorded.
  ///   - finished: takes each span at its end.
  package init(sampler: Sampler, finished: @escaping @Sendable (SpanRecord) -> Void) {
    (self.sampler, self.finished) = (sampler, finished)
  }

  package func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> RecordedSpan {
    var context = context()
    let parent = context.place
    let trace = parent?.parent.trace ?? .random()
    // Within a request what was decided at its beginning holds.
    let isSampled =
      if let parent, !parent.isRemote { parent.parent.isSampled } else {
        sampler.samples(trace, parent: parent?.parent)
      }
    let flags = (parent?.parent.flags ?? 0) & 2 | (isSampled ? 1 : 0)
    let place = SpanPlace(
      parent: TraceParent(trace: trace, span: .random(in: 1 ... .max), flags: flags), state: parent?.state ?? "",
      isRemote: false)
    context.place = place
    guard isSampled else { return RecordedSpan(context: context, record: nil, finished: finished) }
    let start = instant().nanosecondsSinceEpoch
    return RecordedSpan(
      context: context,
      record: SpanRecord(place: place, parent: parent, name: operationName, kind: kind, start: start, end: start),
      finished: finished)
  }

  package func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    guard let parent = extractor.extract(key: "traceparent", from: carrier).flatMap({ TraceParent($0) }) else { return }
    let state = extractor.extract(key: "tracestate", from: carrier) ?? ""
    // 512 characters are what must be passed on (W3C Trace Context, section 3.3.1.5).
    let isPlain = state.utf8.count <= 512 && state.utf8.allSatisfy { (32...126).contains($0) }
    context.place = SpanPlace(parent: parent, state: isPlain ? state : "", isRemote: true)
  }

  package func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let place = context.place else { return }
    injector.inject(place.parent.text, forKey: "traceparent", into: &carrier)
    if !place.state.isEmpty { injector.inject(place.state, forKey: "tracestate", into: &carrier) }
  }

  /// Nothing is kept here.
  package func forceFlush() {}
}
