import Tracing

/// A span that isn't over: stages that begin meanwhile become its children.
///
/// Nothing of it exists where the server has no tracer, and of a request that isn't sampled only the request's own.
struct ActiveSpan: Sendable {
  /// The span that the task works for.
  @TaskLocal static var current: ActiveSpan?

  let tracer: any Tracer
  let span: any Tracing.Span
  let clock: SpanClock

  /// Runs a stage within a span of its own, which ends with it, as failed where it throws.
  ///
  /// The stage gets the span; nil where nothing is recorded.
  static func stage<Value: Sendable>(
    _ name: String, _ body: (ActiveSpan?) async throws -> Value
  ) async throws -> Value {
    guard let parent = current, parent.span.isRecording else { return try await body(nil) }
    let child = parent.child(name, at: .now)
    do {
      let value = try await $current.withValue(child) { try await body(child) }
      child.end()
      return value
    } catch {
      child.fail(error)
      child.end()
      throw error
    }
  }

  /// Adds a stage that is over.
  func add(
    _ name: String, from start: ContinuousClock.Instant, to end: ContinuousClock.Instant,
    _ attributes: SpanAttributes = [:]
  ) {
    let child = child(name, at: start)
    child.span.attributes = attributes
    child.end(at: end)
  }

  /// Says that the span's work came to nothing, and of which kind the reason is.
  func fail(_ error: any Error) {
    span.attributes["error.type"] = (error as? Problem).map { String($0.status) } ?? "\(type(of: error))"
    span.setStatus(SpanStatus(code: .error))
  }

  /// Ends the span.
  func end(at moment: ContinuousClock.Instant = .now) { span.end(at: clock.date(of: moment)) }

  /// Begins a stage.
  func child(_ name: String, at moment: ContinuousClock.Instant) -> ActiveSpan {
    ActiveSpan(
      tracer: tracer,
      span: tracer.startSpan(name, context: span.context, ofKind: .internal, at: clock.date(of: moment)), clock: clock)
  }
}
