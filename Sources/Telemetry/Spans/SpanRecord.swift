import Tracing

/// A span as a value.
package struct SpanRecord: Sendable {
  /// Its own place.
  let place: SpanPlace
  /// Its parent's place; nil for the first of a trace.
  let parent: SpanPlace?
  /// What kind of work it was, in few different words.
  package internal(set) var name: String
  /// Which side of a request it was on.
  let kind: SpanKind
  /// Nanoseconds since 1970.
  package let start: UInt64
  /// Nanoseconds since 1970, at least `start`.
  package internal(set) var end: UInt64
  /// What is known of the work.
  package internal(set) var attributes: SpanAttributes = [:]
  /// What happened meanwhile.
  var events: [SpanEvent] = []
  /// Other spans that it has to do with.
  var links: [SpanLink] = []
  /// How it ended, where somebody said so.
  package internal(set) var status: SpanStatus?
}
