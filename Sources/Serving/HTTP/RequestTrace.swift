import HTTPTypes
import Support

/// What distinguishes a request: its id here, and elsewhere the trace that it is part of.
struct RequestTrace: Hashable, Sendable {
  /// The client's `X-Request-Id` where that is plain, otherwise 16 random hexadecimal digits; sent back with the answer.
  let id: String
  /// The trace's id, 32 hexadecimal digits; nil without a valid `traceparent` where no spans are made.
  let traceID: String?

  /// - Parameter traceID: the trace of the request's own span; nil where it has none.
  init(_ headers: HTTPFields, traceID: String? = nil) {
    id = headers[.requestID].flatMap { Self.isPlain($0) ? $0 : nil } ?? UInt64.random(in: 0 ... .max).hexadecimal
    self.traceID =
      traceID ?? FieldsExtractor().extract(key: "traceparent", from: headers).flatMap { TraceParent($0)?.trace.text }
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
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  static let requestID = HTTPField.Name("X-Request-Id")!
}
