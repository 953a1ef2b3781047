import Foundation
import Hummingbird
import Taxonomy

/// `GET /classes` with its search, and a page for each class.
struct ClassRoutes: Sendable {
  let slot: ModelSlot
  let templates: Templates

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/classes") { request, _ in try index(request.uri.queryParameters["q"].map(String.init) ?? "") }
    try table.get("/classes/{id}") { _, context in
      let card = try slot.current().card.speaking(PageLanguage.current)
      return try page(ModelRoutes.named(context.parameters.get("id"), in: card), of: card)
    }
  }

  private func index(_ query: String) throws -> Response {
    let query = String(query.prefix(100))
    let card = try slot.current().card.speaking(PageLanguage.current)
    let words = templates.words(of: card)
    let entries = ClassSearch(card).entries(matching: query)
    return .html(
      try templates.render(
        "index", title: words["index"], of: card,
        [
          "query": query, "entries": entries,
          "counted": PageWords.fill(
            words["counted"] ?? "",
            ["n": String(entries.count { $0["unknown"] == nil }), "all": String(card.classes.count)]),
        ]))
  }

  private func page(_ name: ClassName, of card: ModelCard) throws -> Response {
    var values: [String: Any] = ["label": name.label]
    if let known = card.words.classes[name.id] {
      values["about"] = known.about
      if !known.aliases.isEmpty { values["aliases"] = known.aliases.joined(separator: ", ") }
      let group = known.group.map { [ClassWords.Fact(name: templates.text("Group"), value: $0)] } ?? []
      let facts = (group + known.facts).map { ["name": $0.name, "value": $0.value] }
      if !facts.isEmpty { values["table"] = ["facts": facts] }
    }
    return .html(try templates.render("class", title: name.label, of: card, values))
  }
}
