/// The place in a trace that a request comes from, as the header `traceparent` says it (W3C Trace Context, section 3.2).
package struct TraceParent: Hashable, Sendable {
  /// The trace.
  package let trace: TraceID
  /// The span that the request is a part of, not zero.
  package let span: UInt64
  /// The trace's flags; the lowest bit says that the sender recorded it.
  package let flags: UInt8

  package init(trace: TraceID, span: UInt64, flags: UInt8) {
    (self.trace, self.span, self.flags) = (trace, span, flags)
  }

  /// Reads `VERSION-TRACE-PARENT-FLAGS`; later versions may append more. Nil for anything else, which is as good as no header.
  package init?(_ text: String) {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count >= 4, zip(fields, [2, 32, 16, 2]).allSatisfy({ Self.isHexadecimal($0, $1) }), fields[0] != "ff",
      fields[0] != "00" || fields.count == 4, let high = UInt64(fields[1].prefix(16), radix: 16),
      let low = UInt64(fields[1].suffix(16), radix: 16), high != 0 || low != 0,
      let span = UInt64(fields[2], radix: 16), span != 0, let flags = UInt8(fields[3], radix: 16)
    else { return nil }
    self.init(trace: TraceID(high: high, low: low), span: span, flags: flags)
  }

  /// Whether the sender recorded the trace.
  package var isSampled: Bool { flags & 1 == 1 }

  /// The header's value, in version 00.
  package var text: String { "00-\(trace.text)-\(span.hexadecimal)-\(flags.hexadecimal)" }

  private static func isHexadecimal(_ text: Substring, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }
}
