/// A header's value with its `; name=value` parameters (RFC 9110, 5.6.6), names in lower case.
package struct HeaderParameters: Hashable, Sendable {
  /// The part before the first semicolon, in lower case.
  package let value: String
  private var parameters: [String: String] = [:]

  package subscript(name: String) -> String? { parameters[name] }

  package init(_ text: String) {
    var rest = Substring(text)
    value = Self.trimmed(rest.prefix { $0 != ";" }).lowercased()
    rest = rest.drop { $0 != ";" }
    while rest.first == ";" {
      rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
      let name = Self.trimmed(rest.prefix { $0 != "=" && $0 != ";" }).lowercased()
      rest = rest.drop { $0 != "=" && $0 != ";" }
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst()
      let value: String
      (value, rest) = Self.parameterValue(rest)
      if parameters[name] == nil { parameters[name] = value }
    }
  }

  private static func parameterValue(_ text: Substring) -> (String, Substring) {
    guard text.first == "\"" else {
      return (trimmed(text.prefix { $0 != ";" }), text.drop { $0 != ";" })
    }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.first, character != "\"" {
      // Browsers escape only the quotation mark and send a backslash as it is.
      if character == "\\", rest.dropFirst().first == "\"" { rest = rest.dropFirst() }
      value.append(rest.removeFirst())
    }
    return (value, rest.drop { $0 != ";" })
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
