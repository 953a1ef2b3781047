import Foundation
import Support
import TestSupport
import Testing

/// What others named never drives a terminal.
@Suite struct PrintableTests {
  @Test(arguments: [
    ("pug", "pug"), ("Löwchen 🐕 \u{4E2D}", "Löwchen 🐕 \u{4E2D}"), ("a\u{1B}]0;title\u{7}b", "a\\u001b]0;title\\u0007b"),
    ("\u{9B}31m", "\\u009b31m"), ("a\u{7F}\u{8}", "a\\u007f\\u0008"), ("\u{202E}gnp.exe", "\\u202egnp.exe"),
    ("a\u{2028}b\u{2066}", "a\\u2028b\\u2066"), ("two\nlines\tand\r", "two\nlines\tand\\u000d"), ("", ""),
    // A combining mark doesn't hide the escape before it.
    ("\u{1B}\u{301}[2J", "\\u001b\u{301}[2J"), ("\r\n", "\\u000d\n"),
  ])
  func controlsAreSeenAndDoNothing(_ text: String, _ expected: String) {
    #expect(Array(text.printable.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test func namesStayOnOneLine() {
    #expect("pug\nerror: gone\t\r\n".printableName == "pug\\u000aerror: gone\\u0009\\u000d\\u000a")
    #expect("a pug".dropFirst(2).printableName == "pug")
  }

  @Test func nothingThatDrivesATerminalIsLeftAndJSONMeansTheSame() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let scalars = (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2100, using: &generator)) }
      let text = String(String.UnicodeScalarView(scalars))
      #expect(!text.printableName.unicodeScalars.contains { $0.properties.generalCategory == .control })
      let json = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self).printable
      #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == [text])
    }
  }
}
