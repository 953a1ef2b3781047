import Synchronization
import Tracing

/// A span that collects what is said of it until it ends; one of a trace that isn't recorded only has its place.
///
/// Members: https://swiftpackageindex.com/apple/swift-distributed-tracing/documentation/tracing/span
package final class RecordedSpan: Tracing.Span {
  package let context: ServiceContext
  private let record: Mutex<SpanRecord?>
  private let finished: @Sendable (SpanRecord) -> Void

  /// - Parameters:
  ///   - record: what it begins with; nil where nothing is recorded.
  ///   - finished: takes the record at the end.
  init(context: ServiceContext, record: SpanRecord?, finished: @escaping @Sendable (SpanRecord) -> Void) {
    self.context = context
    self.record = Mutex(record)
    self.finished = finished
  }

  private func change(_ body: (inout SpanRecord) -> Void) {
    record.withLock { record in
      guard var changed = record else { return }
      body(&changed)
      record = changed
    }
  }

  package var isRecording: Bool { record.withLock { $0 != nil } }

  package var operationName: String {
    get { record.withLock { $0?.name ?? "" } }
    set { change { $0.name = newValue } }
  }

  package var attributes: SpanAttributes {
    get { record.withLock { $0?.attributes ?? [:] } }
    set { change { $0.attributes = newValue } }
  }

  package func setStatus(_ status: SpanStatus) { change { $0.status = status } }

  package func addEvent(_ event: SpanEvent) { change { $0.events.append(event) } }

  package func addLink(_ link: SpanLink) { change { $0.links.append(link) } }

  package func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    var attributes = attributes
    attributes["exception.type"] = "\(type(of: error))"
    attributes["exception.message"] = "\(error)"
    addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
  }

  /// Ends the span; what comes after is ignored.
  package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    let ended = record.withLock { record in
      defer { record = nil }
      return record
    }
    guard var ended else { return }
    ended.end = max(ended.start, instant().nanosecondsSinceEpoch)
    finished(ended)
  }
}
