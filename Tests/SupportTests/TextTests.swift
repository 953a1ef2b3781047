import Foundation
import Support
import TestSupport
import Testing

/// What all targets share to write JSON, addresses and messages.
@Suite struct TextTests {
  private struct Value: Codable, Equatable {
    var b = "a/b"
    var a = 0.5
    var date = Date(timeIntervalSince1970: 0)
  }

  @Test func jsonIsTheSameForEqualValues() throws {
    #expect(JSONText.line(Value()) == #"{"a":0.5,"b":"a/b","date":"1970-01-01T00:00:00Z"}"#)
    #expect(
      JSONText.pretty(["b": 1, "a": 2]).split(separator: "\n").map { $0.filter { $0 != " " } } == [
        "{", #""a":2,"#, #""b":1"#, "}",
      ])
    #expect(try JSONText.data(Value()) == Data(JSONText.line(Value()).utf8))
    #expect(JSONText.line([Double.nan]) == "{}")
    #expect(throws: EncodingError.self) { try JSONText.data([Double.infinity]) }
  }

  @Test(arguments: [
    ("aZ9-._~", "aZ9-._~"), ("a b/c", "a%20b%2Fc"), ("", ""), ("é", "%C3%A9"), ("%", "%25"), ("\u{1}", "%01"),
    // A slash that a combining mark follows is one letter to `String`.
    ("a/\u{301}", "a%2F%CC%81"),
  ]) func allButUnreservedCharactersIsEncoded(_ text: String, _ encoded: String) {
    #expect(text.percentEncoded == encoded && encoded.removingPercentEncoding == text)
  }

  @Test(arguments: [
    ("trian", 2, "train"), ("predct", 2, "predict"), ("evaluate", 0, "evaluate"), ("xyzzy", 2, nil), ("", 2, nil),
    ("rtain", 1, "train"), ("rtian", 1, nil),
  ]) func theNearestNameIsFound(_ word: String, _ limit: Int, _ name: String?) {
    #expect(NearestName.of(word, among: ["train", "predict", "evaluate"], limit: limit) == name)
  }

  @Test func systemErrorsAreToldInTheSystemsWords() throws {
    #expect(SystemReason.of(ENOSPC) == "No space left on device")
    #expect(SystemReason.of(POSIXError(.EACCES)) == "Permission denied")
    let missing = #expect(throws: (any Error).self) {
      try FileManager.default.contentsOfDirectory(atPath: "/no/such/folder")
    }
    #expect(try SystemReason.of(#require(missing)) == "No such file or directory")
    #expect(SystemReason.of(FileError(path: "x", action: "read", reason: "it shrank")) == "it shrank")
    _ = open("/no/such/file", O_RDONLY)
    #expect(SystemReason.last == "No such file or directory")
  }

  @Test func whatDoesNotDecodeIsToldByItsPlace() throws {
    func reason(_ json: String) throws -> String {
      let error = #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([String: [Int]].self, from: Data(json.utf8))
      }
      return try #require(error).reason
    }
    #expect(try reason("no") == "it is not JSON")
    #expect(try reason(#"{"a": ["x"]}"#).hasPrefix("a.") && reason(#"{"a": ["x"]}"#).hasSuffix("has the wrong type"))
    let missing = #expect(throws: DecodingError.self) { try JSONDecoder().decode(Value.self, from: Data("{}".utf8)) }
    #expect(try #require(missing).reason.hasSuffix(" is missing"))
  }

  @Test func thePeakOfMemoryIsKnown() { #expect(PeakMemory.megabytes > 5) }
}
