import Foundation
import Taxonomy

/// The pages' sentences, with a model's own words in their places.
struct PageWords: Sendable {
  /// Sentences by key; `{class}` and others stand for the model's words.
  private let sentences: [String: String]

  /// Throws `DecodingError` when the embedded sentences are damaged.
  init() throws {
    sentences = try JSONDecoder().decode([String: String].self, from: Data(PackageResources.words_json))
  }

  /// All sentences for a model; for none, those of a model without words of its own.
  func all(for card: ModelCard?) -> [String: String] {
    let words = card?.words ?? .neutral
    let places = [
      "{class}": words.classTerm.singular, "{classes}": words.classTerm.plural, "{elsewhere}": words.elsewhere,
      "{beyond}": words.beyond, "{nothing}": words.nothing, "{another}": words.another, "{question}": words.question,
      "{count}": String(card?.classes.count ?? 0),
    ]
    var all = sentences.mapValues { sentence in
      places.reduce(sentence) { $0.replacing($1.key, with: $1.value) }
    }
    all["site"] = words.site ?? card?.name ?? "dogbreed"
    return all
  }
}
