import HTTPTypes
import Support

/// What distinguishes a request: its id here, and elsewhere the trace that it is part of.
struct RequestTrace: Hashable, Sendable {
  /// The client's `X-Request-Id` where that is plain, otherwise 16 random hexadecimal digits; sent back with the answer.
  let id: String
  /// The trace's id, 32 hexadecimal digits (W3C Trace Context, 3.2); nil without a valid `traceparent`.
  let traceID: String?

  init(_ headers: HTTPFields) {
    id = headers[.requestID].flatMap { Self.isPlain($0) ? $0 : nil } ?? UInt64.random(in: 0 ... .max).hexadecimal
    // Of two the server can't know which is meant.
    let parents = headers[values: .traceparent]
    traceID = parents.count == 1 ? Self.traceID(parents[0]) : nil
  }

  /// Up to 128 letters, digits and a few signs: nothing that a log or a terminal would take for more.
  private static func isPlain(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"):
          true
        default: "-._:+/=@".utf8.contains(byte)
        }
      }
  }

  /// `VERSION-TRACE-PARENT-FLAGS`; later versions may append more.
  private static func traceID(_ text: String) -> String? {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count >= 4, zip(fields, [2, 32, 16, 2]).allSatisfy({ isHexadecimal($0, $1) }), fields[0] != "ff",
      fields[0] != "00" || fields.count == 4, fields[1].contains(where: { $0 != "0" }),
      fields[2].contains(where: { $0 != "0" })
    else { return nil }
    return String(fields[1])
  }

  private static func isHexadecimal(_ text: Substring, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }
}

extension HTTPField.Name {
  // The literals are tokens, so that the names are always there.
  static let requestID = HTTPField.Name("X-Request-Id")!
  fileprivate static let traceparent = HTTPField.Name("traceparent")!
}
