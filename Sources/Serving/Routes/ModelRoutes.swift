import Foundation
import Hummingbird
import Taxonomy

/// `GET /api/v1/model`, `/api/v1/classes` and `/api/v1/classes/{id}`.
struct ModelRoutes: Sendable {
  let slot: ModelSlot

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/api/v1/model") { _, _ in try .json(slot.current().card.brief) }
    try table.get("/api/v1/classes") { _, _ in
      let card = try slot.current().card
      return try .json(
        ClassList(classes: card.classes.map { ClassBody($0, aliases: card.words.classes[$0.id]?.aliases) }))
    }
    try table.get("/api/v1/classes/{id}") { _, context in
      let card = try slot.current().card
      let found = try Self.named(context.parameters.get("id"), in: card)
      return try .json(ClassBody(found, card.words.classes[found.id]))
    }
  }

  /// The class with an identifier. Throws `Problem` 404 when the model has none.
  static func named(_ id: String?, in card: ModelCard) throws(Problem) -> ClassName {
    let id = id?.removingPercentEncoding
    guard let found = card.classes.first(where: { $0.id == id }) else {
      throw .notFound("The model has no class with this id; /api/v1/classes lists them.")
    }
    return found
  }
}

/// The JSON of all classes.
struct ClassList: Encodable {
  let classes: [ClassBody]
}

/// The JSON of one class: its names, and what is known of it; what isn't known is left out.
struct ClassBody: Encodable {
  let id: String
  let label: String
  var aliases: [String]?
  var group: String?
  var about: String?
  var facts: [ClassWords.Fact]?

  init(_ name: ClassName, aliases: [String]?) {
    id = name.id
    label = name.label
    self.aliases = aliases.flatMap { $0.isEmpty ? nil : $0 }
  }

  init(_ name: ClassName, _ words: ClassWords?) {
    self.init(name, aliases: words?.aliases)
    group = words?.group
    about = words?.about
    facts = words.flatMap { $0.facts.isEmpty ? nil : $0.facts }
  }
}
