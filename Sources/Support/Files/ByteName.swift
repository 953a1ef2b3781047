/// A name that equals another only where its bytes do.
///
/// `String` also holds composed and decomposed letters for the same, while file systems and object stores tell them apart.
package struct ByteName: Sendable, CustomStringConvertible {
  /// The name as text.
  package let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { text }
}

extension ByteName: Hashable {
  package static func == (one: ByteName, other: ByteName) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // No byte of UTF-8, so that no name runs into the next.
    hasher.combine(0xFF as UInt8)
  }
}

/// In the order of the bytes, as object stores list names.
extension ByteName: Comparable {
  package static func < (one: ByteName, other: ByteName) -> Bool {
    one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }
}

extension ByteName: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
}

extension String {
  /// Whether the bytes begin so: `hasPrefix` misses a prefix that a combining mark follows.
  package func beginsBytewise(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

  /// Whether the bytes end so.
  package func endsBytewise(with suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }

  /// Returns the parts between slashes, empty ones too: `split` misses a slash that a combining mark follows.
  package var pathComponents: [String] {
    utf8.split(separator: 47, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  }
}
