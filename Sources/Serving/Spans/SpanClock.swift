import Tracing

/// Dates the moments of one request: the wall clock is read once, so that a clock that is set meanwhile can't put a stage
/// before its request.
struct SpanClock: Sendable {
  private let zero = ContinuousClock.now
  private let nanoseconds = DefaultTracerClock.now.nanosecondsSinceEpoch

  /// The date of a moment at or after the clock's start.
  func date(of moment: ContinuousClock.Instant = .now) -> DefaultTracerClock.Timestamp {
    let passed = (moment - zero) / .nanoseconds(1)
    return DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: nanoseconds + UInt64(max(0, passed)))
  }
}
