import Support

/// The secret in the address of a page that only who started it may open.
package struct ReviewToken: Sendable {
  /// 32 random bytes in hexadecimal digits.
  package let text: String
  private let hash: SecretHash

  /// A token that nobody knows yet.
  package init() {
    var generator = SystemRandomNumberGenerator()
    self.init(text: (0..<4).map { _ in (generator.next() as UInt64).hexadecimal }.joined())
  }

  init(text: String) {
    self.text = text
    hash = SecretHash(text)
  }

  /// Whether a text is the token, in a time that reveals nothing about how much of it is right.
  package func matches(_ text: String) -> Bool { hash.matches(SecretHash(text)) }
}
