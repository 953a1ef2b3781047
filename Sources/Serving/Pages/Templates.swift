import Foundation
import HTMLPages

/// The pages' templates and words, embedded in the program.
struct Templates: Sendable {
  private let templates: HTMLTemplates
  private let words: [String: String]
  /// Changes when a style or script changes, so that browsers may cache them for long.
  private let assets: String
  /// Whether `--feedback` is on.
  private let keeps: Bool

  init(keepsFeedback: Bool) throws {
    templates = try HTMLTemplates([
      ("head", PackageResources.head_mustache), ("foot", PackageResources.foot_mustache),
      ("form", PackageResources.form_mustache), ("home", PackageResources.home_mustache),
      ("result", PackageResources.result_mustache), ("answer", PackageResources.answer_mustache),
      ("index", PackageResources.index_mustache), ("class", PackageResources.class_mustache),
      ("message", PackageResources.message_mustache), ("api", PackageResources.api_mustache),
    ])
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
    return try templates.render(name, values)
  }
}
