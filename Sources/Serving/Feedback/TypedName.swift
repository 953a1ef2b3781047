import Foundation
import Taxonomy

/// The name of a class that a person typed and the model doesn't know, as a file and a table may hold it.
///
/// One line of letters, numbers and what stands between them, in one Unicode form, at most 60 characters and 180 bytes: nothing
/// that leads out of a folder, hides a file, ends a table's field, or begins a spreadsheet's formula.
package struct TypedName: Hashable, Sendable {
  /// The name.
  package let text: String

  private static let mostCharacters = 60
  private static let mostBytes = 180
  /// What separates parts of paths and of tables, and what Windows' file names don't have.
  private static let separators = Set("/\\:*?\"<>|,;\t\n\r")
  /// What hides a file, or makes a field of a table a formula.
  private static let notFirst = Set(".=+-@~'`#$% ")

  /// Nil where nothing is left that could be a name.
  package init?(_ typed: String) {
    let seen = String.UnicodeScalarView(
      typed.unicodeScalars.lazy.filter { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar.properties.isWhitespace
        case .format, .surrogate, .privateUse, .unassigned: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
      }.prefix(1000))
    let words = String(seen).precomposedStringWithCanonicalMapping
      .split { $0.isWhitespace || Self.separators.contains($0) }
    var name = words.joined(separator: " ")
    name = String(name.drop { Self.notFirst.contains($0) }.prefix(Self.mostCharacters))
    while let last = name.last, name.utf8.count > Self.mostBytes || last == "." || last == " " { name.removeLast() }
    guard name.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    text = name
  }

  /// Whether two people mean the same: they differ at most in case, accents and blanks.
  package func isAlike(_ other: String) -> Bool {
    ClassIdentity(ClassSearch.folded(text)) == ClassIdentity(ClassSearch.folded(other))
  }
}
