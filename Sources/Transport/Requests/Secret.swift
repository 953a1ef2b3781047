/// Text that never prints itself: a token, a key, a refresh token.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The text, for the one line that sends it.
  package let revealed: String

  /// Wraps a text that no message may hold.
  package init(_ text: String) { revealed = text }

  package var description: String { "‹secret›" }
  package var debugDescription: String { description }
  /// Empty, so that no dump shows the text.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Decodable {
  package init(from decoder: any Decoder) throws {
    revealed = try decoder.singleValueContainer().decode(String.self)
  }
}
