import HTTPTypes
import Testing

@testable import Serving

/// Ids of requests and traces, as clients and proxies send them.
@Suite struct RequestTraceTests {
  private static func fields(_ values: (String, String)...) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in values { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
    return fields
  }

  /// The examples of W3C Trace Context, and each rule broken.
  @Test(arguments: [
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"),
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "4bf92f3577b34da6a3ce929d0e0e4736"),
    ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future", "4bf92f3577b34da6a3ce929d0e0e4736"),
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", nil),
    ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", nil),
    ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", nil),
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", nil),
    ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", nil),
    ("00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01", nil),
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", nil), ("", nil), ("---", nil),
    ("00-4bf92f3577b34da6a3ce929d0e0e47é6-00f067aa0ba902b7-01", nil),
  ]) func traceparents(_ text: String, _ expected: String?) {
    #expect(RequestTrace(Self.fields(("traceparent", text))).traceID == expected)
    #expect(RequestTrace(Self.fields(("traceparent", text), ("traceparent", text))).traceID == nil)
  }

  @Test func idsThatAreNotPlainAreReplaced() {
    #expect(RequestTrace(Self.fields(("X-Request-Id", "a-B_9.:+/=@"))).id == "a-B_9.:+/=@")
    for text in ["", "two words", "a\tb", "é", "a\"b", String(repeating: "a", count: 129)] {
      let id = RequestTrace(Self.fields(("X-Request-Id", text))).id
      #expect(id.count == 16 && id.allSatisfy(\.isHexDigit), "\(text)")
    }
    #expect(Set((0..<100).map { _ in RequestTrace(HTTPFields()).id }).count == 100)
  }
}
