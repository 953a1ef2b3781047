import Mustache

/// Mustache templates that a program carries, and the pages that they make.
///
/// Each `{{value}}` is escaped by `HTMLText`; Mustache's own escaping works on whole characters, and so misses a
/// quotation mark followed by a combining mark.
package struct HTMLTemplates: Sendable {
  private let library: MustacheLibrary

  /// A missing template: only a bug in this program can request it.
  package struct Missing: Error, CustomStringConvertible {
    /// The template's name.
    package let name: String
    package var description: String { "The template \(name) is missing from the program." }
  }

  private struct Scalars: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
  }

  /// Takes templates as UTF-8 by their names; throws for one that can't be parsed.
  package init(_ sources: [(name: String, bytes: [UInt8])]) throws {
    MustacheContentTypes.register(Scalars(), named: "SCALARS")
    var library = MustacheLibrary()
    for (name, bytes) in sources {
      try library.register("{{% CONTENT_TYPE:SCALARS}}" + String(decoding: bytes, as: UTF8.self), named: name)
    }
    self.library = library
  }

  /// Returns a page with its values; throws `Missing`.
  package func render(_ name: String, _ values: [String: Any]) throws(Missing) -> String {
    guard let text = library.render(values, withTemplate: name) else { throw Missing(name: name) }
    return text
  }
}
