import Foundation

/// What makes two names one class: they differ at most in case, in blanks, or in how Unicode composes their letters.
///
/// Accents, hyphens and underscores tell classes apart. Folders, data sets, tables and models are all compared so.
public struct ClassIdentity: Hashable, Sendable {
  private let key: String

  /// - Parameter name: A class's id, or a label from a table; blanks at its ends don't count, and several count as one.
  public init(_ name: String) {
    key = name.precomposedStringWithCanonicalMapping.folding(options: .caseInsensitive, locale: nil)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether the name is nothing but blanks.
  public var isEmpty: Bool { key.isEmpty }
}
