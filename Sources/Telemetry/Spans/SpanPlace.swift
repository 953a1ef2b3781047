import Support
import Tracing

/// Where in a trace a span is, or its parent elsewhere.
struct SpanPlace: Hashable, Sendable {
  /// The trace, the span and whether the trace is recorded.
  let parent: TraceParent
  /// What others noted of the trace (`tracestate`); empty for nothing.
  let state: String
  /// Whether it came with a request.
  let isRemote: Bool
}

/// Keeps a place in a context.
private enum PlaceKey: ServiceContextKey {
  typealias Value = SpanPlace
}

extension ServiceContext {
  /// The span that the context is of; nil at the beginning of a trace.
  var place: SpanPlace? {
    get { self[PlaceKey.self] }
    set { self[PlaceKey.self] = newValue }
  }
}
