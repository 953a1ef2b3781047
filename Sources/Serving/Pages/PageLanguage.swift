import Foundation
import Taxonomy

/// A language that pages can be in, besides English: its texts by the English ones.
struct PageLanguage: Decodable, Sendable {
  /// Sentences by key, as `words.json` has them.
  let sentences: [String: String]
  /// What is said where the model has no words of its own in this language: the question, and what stands for
  /// `{class}` and the like in sentences.
  let phrases: [String: String]
  /// What to do about a problem, by its HTTP status.
  let problems: [String: String]
  /// The templates' and scripts' texts by their English ones.
  let texts: [String: String]

  /// Codes of all languages that pages can be in, as `lang` has them.
  static let codes = ["en", "de", "fr", "es"]

  /// The code of the pages that a request is answered with; English elsewhere.
  @TaskLocal static var current = "en"

  /// All but English, by code. Throws `DecodingError` where an embedded file is damaged.
  static func all() throws -> [String: PageLanguage] {
    try [
      "de": PackageResources.de_json, "fr": PackageResources.fr_json, "es": PackageResources.es_json,
    ].mapValues { try JSONDecoder().decode(PageLanguage.self, from: Data($0)) }
  }

  /// A template in a language: `[[English text]]` stands for the text in it.
  ///
  /// - Parameter texts: Texts by their English ones; those that aren't there stay English.
  static func template(_ bytes: [UInt8], _ texts: [String: String]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self).replacing(/\[\[(.+?)\]\]/) { match in
      let english = String(match.output.1)
      return texts[english] ?? english
    }
    return Array(text.utf8)
  }

  /// The code of the language that an `Accept-Language` header likes best; nil where it names none of ours.
  ///
  /// Source: RFC 9110, 12.5.4, by primary subtags: `de-CH` is German.
  static func preferred(_ header: String) -> String? {
    var best: (code: String, weight: Double)?
    for item in header.split(separator: ",").prefix(32) {
      let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard let range = parts.first, let code = range.split(separator: "-").first.map(String.init),
        codes.contains(code)
      else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      if weight > best?.weight ?? 0 { best = (code, weight) }
    }
    return best?.code
  }
}
