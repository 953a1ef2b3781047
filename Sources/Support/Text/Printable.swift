extension StringProtocol {
  /// The text with every character that could drive a terminal as its JSON escape (`\u001b`): control characters, and
  /// those that turn the direction of writing. Line breaks and tabs stay.
  ///
  /// JSON keeps its meaning, since such characters stand in its strings only.
  package var printable: String { escaped { $0 == "\n" || $0 == "\t" } }

  /// The text as `printable` has it, and on one line: line breaks and tabs are escaped too.
  ///
  /// For names that others gave (classes, models, files), which could look like lines of ours.
  package var printableName: String { escaped { _ in false } }

  private func escaped(except keeps: (Unicode.Scalar) -> Bool) -> String {
    // Nearly every text is as it should be.
    guard unicodeScalars.contains(where: { $0.drivesTerminal && !keeps($0) }) else { return String(self) }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.drivesTerminal, !keeps(scalar) {
        let digits = String(scalar.value, radix: 16)
        text.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// None is beyond U+FFFF, so that four digits are enough.
  fileprivate var drivesTerminal: Bool {
    switch value {
    // C0, delete and C1; line and paragraph separators; embeddings, overrides and isolates.
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
