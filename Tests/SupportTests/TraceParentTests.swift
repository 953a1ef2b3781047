import Support
import Testing

@Suite struct TraceParentTests {
  @Test func partsAreReadAndWritten() throws {
    let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let parent = try #require(TraceParent(text))
    #expect(parent.trace == TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4736))
    #expect(parent.span == 0x00f0_67aa_0ba9_02b7)
    #expect(parent.isSampled)
    #expect(parent.text == text)
    #expect(parent.trace.bytes.hexadecimal == "4bf92f3577b34da6a3ce929d0e0e4736")
  }

  /// Unknown flags are kept, as later versions of the standard use them.
  @Test(arguments: [("00", false), ("01", true), ("02", false), ("03", true), ("ff", true)])
  func flags(_ flags: String, _ isSampled: Bool) throws {
    let text = "00-00000000000000000000000000000001-0000000000000001-\(flags)"
    let parent = try #require(TraceParent(text))
    #expect(parent.isSampled == isSampled)
    #expect(parent.text == text)
  }

  @Test(arguments: [
    "", "x", "00-", "00-1-1-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
    "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  ]) func othersAreAsGoodAsNone(_ text: String) { #expect(TraceParent(text) == nil) }

  @Test(arguments: [
    ("http://localhost:4318", true), ("https://api.example.org/otlp", true), ("HTTP://[::1]:4318/", true),
    ("localhost:4318", false), ("grpc://localhost:4317", false), ("http://", false), ("http://user:key@host", false),
    ("http://host/?key=1", false), ("http://host/#a", false), ("http://ho st", false), ("http://host:99999", false),
    ("http://host\n", false), ("", false), ("/v1/traces", false),
  ]) func plainURLs(_ text: String, _ expected: Bool) { #expect(PlainURL.isValid(text) == expected) }
}
