/// Text as HTML holds it.
package enum HTMLText {
  /// Returns text that stands for itself, in an element or a quoted attribute.
  ///
  /// It works on Unicode scalars: a quotation mark ends an attribute also where a combining mark follows it.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // What no HTML document may hold.
      case "\0"..."\u{8}", "\u{B}"..."\u{C}", "\u{E}"..."\u{1F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
