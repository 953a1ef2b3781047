import Foundation
import HTMLPages
import Taxonomy

/// The pages' templates and words, embedded in the program.
struct Templates: Sendable {
  private let english: HTMLTemplates
  /// By the code of the language.
  private let others: [String: HTMLTemplates]
  private let languages: [String: PageLanguage]
  /// The scripts' texts, as they read them.
  private let scripts: [String: String]
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
    let languages = try PageLanguage.all()
    self.languages = languages
    let sources: [(String, [UInt8])] = [
      ("head", PackageResources.head_mustache), ("foot", PackageResources.foot_mustache),
      ("form", PackageResources.form_mustache), ("home", PackageResources.home_mustache),
      ("result", PackageResources.result_mustache), ("answer", PackageResources.answer_mustache),
      ("index", PackageResources.index_mustache), ("class", PackageResources.class_mustache),
      ("message", PackageResources.message_mustache), ("api", PackageResources.api_mustache),
    ]
    func templates(_ texts: [String: String]) throws -> HTMLTemplates {
      try HTMLTemplates(sources.map { ($0.0, PageLanguage.template($0.1, texts)) })
    }
    english = try templates([:])
    others = try languages.mapValues { try templates($0.texts) }
    scripts = try languages.mapValues { String(decoding: try JSONEncoder().encode($0.texts), as: UTF8.self) }
    words = try PageWords(languages)
    self.slot = slot
    assets = Assets.version
    keeps = keepsFeedback
    self.bodyLimit = bodyLimit
  }

  /// The pages' sentences in a model's words.
  func words(of card: ModelCard) -> [String: String] { words.all(for: card) }

  /// A text of ours in the language of the request.
  func text(_ english: String) -> String { languages[PageLanguage.current]?.texts[english] ?? english }

  /// A whole page for what went wrong.
  func message(_ problem: Problem) throws -> String {
    // What a problem says of a single request is English: other languages have a sentence for its kind.
    let known = languages[PageLanguage.current]
    let detail = known.map { $0.texts[problem.detail] ?? $0.problems["\(problem.status)"] ?? problem.detail }
    let heading = text(problem.heading)
    return try render(
      "message", title: heading, ["heading": heading, "detail": detail ?? problem.detail, "again": true])
  }

  /// A whole page in the words of the model that answered, or else of the one that is loaded. `title` goes before the
  /// site's name in the window's title.
  func render(_ name: String, title: String? = nil, of card: ModelCard? = nil, _ values: [String: Any] = [:]) throws
    -> String
  {
    var values = values
    let model = try? slot.current()
    values["words"] = words.all(for: card ?? model?.card)
    let samples = model.map(SampleRoutes.values) ?? []
    if !samples.isEmpty { values["samples"] = ["images": samples] }
    values["assets"] = assets
    values["keeps"] = keeps
    values["bodyLimit"] = String(bodyLimit)
    if let title { values["page"] = title }
    values["language"] = PageLanguage.current
    if let texts = scripts[PageLanguage.current] { values["texts"] = texts }
    return try (others[PageLanguage.current] ?? english).render(name, values)
  }
}
