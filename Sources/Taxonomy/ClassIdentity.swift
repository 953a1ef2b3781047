import Foundation

/// What makes two names one class: they differ at most in case, in blanks, in marks that nobody sees (zero-width spaces),
/// in how Unicode composes their letters, or as 1 and 1.0 do, which is how tables that lost a value write whole numbers.
///
/// Accents, hyphens and underscores tell classes apart. Folders, data sets, tables and models are all compared so.
public struct ClassIdentity: Hashable, Sendable {
  private let key: String

  /// - Parameter name: A class's id, or a label from a table; blanks at its ends don't count, and several count as one.
  public init(_ name: String) {
    let seen = String(
      String.UnicodeScalarView(name.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }))
    let folded = seen.precomposedStringWithCanonicalMapping.folding(options: .caseInsensitive, locale: nil)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    key = Self.whole(folded) ?? folded
  }

  /// The digits before the point of a number whose fraction is nothing but zeros.
  private static func whole(_ text: String) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      parts[1].allSatisfy({ $0 == "0" })
    else { return nil }
    return String(parts[0])
  }

  /// Whether the name is nothing but blanks.
  public var isEmpty: Bool { key.isEmpty }
}
