import Foundation
import Taxonomy

/// The pages' sentences, with a model's own words in their places.
struct PageWords: Sendable {
  /// Sentences by key; `{class}` and others stand for the model's words.
  private let sentences: [String: String]
  private let languages: [String: PageLanguage]

  /// Throws `DecodingError` when the embedded sentences are damaged.
  init(_ languages: [String: PageLanguage]) throws {
    sentences = try JSONDecoder().decode([String: String].self, from: Data(PackageResources.words_json))
    self.languages = languages
  }

  /// All sentences for a model in the language of the request; for none, those of a model without words of its own.
  func all(for card: ModelCard?) -> [String: String] {
    let words = card?.words ?? .neutral
    let language = languages[PageLanguage.current]
    let own = [
      "class": words.classTerm.singular, "classes": words.classTerm.plural, "elsewhere": words.elsewhere,
      "beyond": words.beyond, "nothing": words.nothing, "another": words.another, "question": words.question,
    ]
    var places = own.merging(language?.phrases ?? [:]) { $1 }
    places["count"] = String(card?.classes.count ?? 0)
    var all = sentences.merging(language?.sentences ?? [:]) { $1 }.mapValues { Self.fill($0, places) }
    // A class with an article, as the model's own language has it.
    all["article"] = language == nil && words.usesArticle ? "yes" : nil
    all["site"] = words.site ?? card?.name ?? "dogbreed"
    return all
  }

  /// A sentence with values in place of their names in braces; other braces stay.
  static func fill(_ sentence: String, _ values: [String: String]) -> String {
    guard sentence.contains("{") else { return sentence }
    return sentence.replacing(/\{(\w+)\}/) { values[String($0.output.1)] ?? String($0.output.0) }
  }
}
