import Foundation
import Taxonomy

/// The list of a model's classes, and the search in it.
struct ClassSearch {
  let card: ModelCard

  init(_ card: ModelCard) { self.card = card }

  /// The classes whose names, aliases, group or facts hold every word of the query, by their names; then the names
  /// without a class that do.
  func entries(matching query: String) -> [[String: Any]] {
    let sought = Self.folded(query).split(whereSeparator: \.isWhitespace)
    let classes = card.classes.sorted { Self.folded($0.label) < Self.folded($1.label) }.map(entry)
    let others = card.words.others.sorted { Self.folded($0.name) < Self.folded($1.name) }.map(entry)
    let found = (classes + others).filter { entry in
      let terms = entry["terms"] as? String ?? ""
      return sought.allSatisfy { terms.contains($0) }
    }
    // Names without a class are shown only to those who look for them.
    guard sought.isEmpty else { return found }
    return found.map { $0["unknown"] == nil ? $0 : $0.merging(["hidden": "hidden"]) { $1 } }
  }

  private func entry(_ name: ClassName) -> [String: Any] {
    let known = card.words.classes[name.id]
    let about = ([known?.group] + (known?.facts.prefix(1).map(\.value) ?? [])).compactMap { $0 }.joined(separator: ", ")
    let others = known?.searchTerms ?? []
    return [
      "path": ClassPath.of(name.id), "label": name.label, "about": about,
      "terms": Self.folded(([name.label, about] + others).joined(separator: " ")),
    ]
  }

  private func entry(_ other: OtherName) -> [String: Any] {
    let closest = other.closest.compactMap { id in card.classes.first { $0.id == id } }
    return [
      "label": other.name, "terms": Self.folded(([other.name] + (other.aliases ?? [])).joined(separator: " ")),
      "unknown": true,
      "closest": closest.map { ["path": ClassPath.of($0.id), "label": $0.label] },
    ]
  }

  /// Text for comparing: neither case nor accents count.
  static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }
}
