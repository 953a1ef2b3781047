import Foundation
import HTMLPages
import Taxonomy

/// The pages' templates and words, embedded in the program.
struct Templates: Sendable {
  private let templates: HTMLTemplates
  private let words: PageWords
  /// Whose words the pages speak in.
  private let slot: ModelSlot
  /// Changes when a style or script changes, so that browsers may cache them for long.
  private let assets: String
  /// Whether `--feedback` is on.
  private let keeps: Bool
  private let bodyLimit: Int

  /// - Parameter bodyLimit: Bytes that a form may have.
  init(slot: ModelSlot, keepsFeedback: Bool, bodyLimit: Int) throws {
    templates = try HTMLTemplates([
      ("head", PackageResources.head_mustache), ("foot", PackageResources.foot_mustache),
      ("form", PackageResources.form_mustache), ("home", PackageResources.home_mustache),
      ("result", PackageResources.result_mustache), ("answer", PackageResources.answer_mustache),
      ("index", PackageResources.index_mustache), ("class", PackageResources.class_mustache),
      ("message", PackageResources.message_mustache), ("api", PackageResources.api_mustache),
    ])
    words = try PageWords()
    self.slot = slot
    assets = Assets.version
    keeps = keepsFeedback
    self.bodyLimit = bodyLimit
  }

  /// The pages' sentences in a model's words.
  func words(of card: ModelCard) -> [String: String] { words.all(for: card) }

  /// A whole page in the words of the model that answered, or else of the one that is loaded. `title` goes before the
  /// site's name in the window's title.
  func render(_ name: String, title: String? = nil, of card: ModelCard? = nil, _ values: [String: Any] = [:]) throws
    -> String
  {
    var values = values
    values["words"] = words.all(for: card ?? current)
    values["assets"] = assets
    values["keeps"] = keeps
    values["bodyLimit"] = String(bodyLimit)
    if let title { values["page"] = title }
    return try templates.render(name, values)
  }

  private var current: ModelCard? { try? slot.current().card }
}
