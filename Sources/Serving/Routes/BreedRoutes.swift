import Foundation
import Hummingbird
import Taxonomy

/// `GET /breeds` with its search, and a page for each class.
struct BreedRoutes: Sendable {
  let slot: ModelSlot
  let templates: Templates
  let facts: ClassFacts

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/breeds") { request, _ in try index(request.uri.queryParameters["q"].map(String.init) ?? "") }
    try table.get("/breeds/{id}") { _, context in try page(ModelRoutes.named(context.parameters.get("id"), in: slot)) }
  }

  private func index(_ query: String) throws -> Response {
    let query = String(query.prefix(100))
    let sought = query.lowercased().split(whereSeparator: \.isWhitespace)
    let classes = try slot.current().card.classes.sorted { $0.label.lowercased() < $1.label.lowercased() }
    let entries = classes.map { entry($0) }
      .filter { entry in sought.allSatisfy { entry["terms"]?.contains($0) == true } }
    return .html(
      try templates.render(
        "index", title: templates.word("index"),
        ["query": query, "count": String(entries.count), "all": String(classes.count), "entries": entries]))
  }

  private func entry(_ name: ClassName) -> [String: String] {
    let known = facts[name.id]
    let about = known.map { "\($0.group), \($0.origin)" } ?? ""
    return [
      "path": ClassPath.of(name.id), "label": name.label, "about": about,
      "terms": "\(name.label) \(about)".lowercased(),
    ]
  }

  private func page(_ name: ClassName) throws -> Response {
    var values: [String: Any] = ["label": name.label]
    if let known = facts[name.id] {
      values["facts"] = [
        "group": known.group, "origin": known.origin, "coat": known.coat, "temperament": known.temperament,
        "height": Self.range(known.height), "weight": Self.range(known.weight), "life": Self.range(known.life),
      ]
    }
    return .html(try templates.render("class", title: name.label, values))
  }

  private static func range(_ values: [Double]) -> String {
    values.map { $0 == $0.rounded() ? String(Int($0)) : String($0) }.joined(separator: "–")
  }
}
