import Foundation
import Mustache

/// The pages' templates and words, as the program carries them.
struct Templates: Sendable {
  private let library: MustacheLibrary
  private let words: [String: String]
  /// Changes when a style or script changes, so that browsers may keep them for long.
  private let assets: String
  /// Whether `--feedback` is on.
  private let keeps: Bool

  /// A template that isn't there: only a fault of this program can ask for it.
  struct Missing: Error, CustomStringConvertible {
    let name: String
    var description: String { "The template \(name) is missing from the program." }
  }

  init(keepsFeedback: Bool) throws {
    let sources: [(String, [UInt8])] = [
      ("head", PackageResources.head_mustache), ("foot", PackageResources.foot_mustache),
      ("form", PackageResources.form_mustache), ("home", PackageResources.home_mustache),
      ("result", PackageResources.result_mustache), ("answer", PackageResources.answer_mustache),
      ("index", PackageResources.index_mustache), ("class", PackageResources.class_mustache),
      ("message", PackageResources.message_mustache), ("api", PackageResources.api_mustache),
    ]
    var library = MustacheLibrary()
    for (name, bytes) in sources { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
    self.library = library
    words = try JSONDecoder().decode([String: String].self, from: Data(PackageResources.words_json))
    assets = Assets.version
    keeps = keepsFeedback
  }

  func word(_ key: String) -> String { words[key] ?? key }

  /// A whole page. `title` goes before the site's name in the window's title.
  func render(_ name: String, title: String? = nil, _ values: [String: Any] = [:]) throws -> String {
    var values = values
    values["words"] = words
    values["assets"] = assets
    values["keeps"] = keeps
    if let title { values["page"] = title }
    guard let text = library.render(values, withTemplate: name) else { throw Missing(name: name) }
    return text
  }
}
