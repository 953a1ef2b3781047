import Foundation
import Support
import SwiftProtobuf
import Tracing
import Transport

/// Spans as OTLP has them (version 1.5 of opentelemetry-proto), and its answers.
enum SpanMessage {
  /// Texts are cut to so many characters.
  private static let textLimit = 1024

  static func request(_ spans: [SpanRecord], resource: [(name: String, value: String)]) -> Otlp_TraceRequest {
    var scoped = Otlp_ScopeSpans()
    scoped.scope.name = "dogbreed"
    scoped.spans = spans.map(span)
    var group = Otlp_ResourceSpans()
    group.resource.attributes = resource.map { attribute($0.name, .string($0.value)) }
    group.scopeSpans = [scoped]
    var request = Otlp_TraceRequest()
    request.resourceSpans = [group]
    return request
  }

  private static func span(_ record: SpanRecord) -> Otlp_Span {
    var span = Otlp_Span()
    let place = record.place.parent
    (span.traceID, span.spanID) = (.init(place.trace.bytes), .init(place.span.bigEndianBytes))
    span.traceState = record.place.state
    // Bits 8 and 9: whether it is known that the parent is elsewhere, and whether it is.
    span.flags = UInt32(place.flags) | 0x100
    if let parent = record.parent {
      span.parentSpanID = .init(parent.parent.span.bigEndianBytes)
      if parent.isRemote { span.flags |= 0x200 }
    }
    span.name = clipped(record.name)
    span.kind = kind(record.kind)
    (span.startTimeUnixNano, span.endTimeUnixNano) = (record.start, record.end)
    span.attributes = attributes(record.attributes)
    span.events = record.events.map { event in
      var message = Otlp_Span.Event()
      message.timeUnixNano = event.nanosecondsSinceEpoch
      message.name = clipped(event.name)
      message.attributes = attributes(event.attributes)
      return message
    }
    span.links = record.links.compactMap { link in
      guard let place = link.context.place?.parent else { return nil }
      var message = Otlp_Span.Link()
      (message.traceID, message.spanID) = (.init(place.trace.bytes), .init(place.span.bigEndianBytes))
      message.attributes = attributes(link.attributes)
      return message
    }
    if let status = record.status {
      span.status.code = status.code == .error ? .error : .ok
      span.status.message = clipped(status.message ?? "")
    }
    return span
  }

  private static func kind(_ kind: SpanKind) -> Otlp_Span.Kind {
    switch kind {
    case .internal: .internal
    case .server: .server
    case .client: .client
    case .producer: .producer
    case .consumer: .consumer
    }
  }

  private static func attributes(_ attributes: SpanAttributes) -> [Otlp_KeyValue] {
    var found: [Otlp_KeyValue] = []
    // swift-format-ignore: ReplaceForEachWithForLoop
    attributes.forEach { found.append(attribute($0, $1)) }
    return found.sorted { $0.key < $1.key }
  }

  private static func attribute(_ name: String, _ value: SpanAttribute) -> Otlp_KeyValue {
    var pair = Otlp_KeyValue()
    pair.key = clipped(name)
    pair.value = message(of: value)
    return pair
  }

  private static func message(of attribute: SpanAttribute) -> Otlp_AnyValue {
    var value = Otlp_AnyValue()
    func list(_ values: [SpanAttribute]) -> Otlp_ArrayValue {
      var list = Otlp_ArrayValue()
      list.values = values.prefix(textLimit).map { message(of: $0) }
      return list
    }
    switch attribute {
    case .int32(let number): value.intValue = Int64(number)
    case .int64(let number): value.intValue = number
    case .double(let number): value.doubleValue = number
    case .bool(let flag): value.boolValue = flag
    case .string(let text): value.stringValue = clipped(text)
    case .int32Array(let numbers): value.arrayValue = list(numbers.map { .int32($0) })
    case .int64Array(let numbers): value.arrayValue = list(numbers.map { .int64($0) })
    case .doubleArray(let numbers): value.arrayValue = list(numbers.map { .double($0) })
    case .boolArray(let flags): value.arrayValue = list(flags.map { .bool($0) })
    case .stringArray(let texts): value.arrayValue = list(texts.map { .string($0) })
    case .stringConvertible(let thing): value.stringValue = clipped("\(thing)")
    case .stringConvertibleArray(let things): value.arrayValue = list(things.map { .string("\($0)") })
    default: value.stringValue = clipped("\(attribute)")
    }
    return value
  }

  private static func clipped(_ text: String) -> String { String(text.prefix(textLimit)) }
}
