import Foundation

/// A variable's `NAME=VALUE,NAME=VALUE`, as W3C Baggage has it: values percent-encoded, or plain where nothing in them is special.
struct EntryList {
  let entries: [(name: String, value: String)]

  /// Throws `CollectorSettingsError.badEntry`.
  ///
  /// - Parameters:
  ///   - variable: the name for messages.
  ///   - isName: what names may be.
  init(_ text: String, variable: String, isName: (String) -> Bool) throws(CollectorSettingsError) {
    var entries: [(name: String, value: String)] = []
    for (index, part) in text.split(separator: ",").enumerated() {
      let entry = part.trimmingCharacters(in: .whitespaces)
      if entry.isEmpty { continue }
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = parts[1].trimmingCharacters(in: .whitespaces).removingPercentEncoding,
        let name = parts[0].trimmingCharacters(in: .whitespaces).removingPercentEncoding, isName(name),
        value.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
      else { throw .badEntry(name: variable, number: index + 1) }
      entries.removeAll { $0.name == name }
      entries.append((name, value))
    }
    self.entries = entries
  }

  /// Whether a text is a name of a header: a token of RFC 9110, section 5.6.2.
  static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }
}
