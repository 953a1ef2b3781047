import Foundation
import Hummingbird
import Taxonomy

/// `GET /api/v1/model`, `/api/v1/breeds` and `/api/v1/breeds/{id}`.
struct ModelRoutes: Sendable {
  let slot: ModelSlot
  let facts: ClassFacts

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/api/v1/model") { _, _ in try .json(slot.current().card) }
    try table.get("/api/v1/breeds") { _, _ in
      let classes = try slot.current().card.classes
      return try .json(ClassList(breeds: classes.map { ClassBody($0, facts: nil) }))
    }
    try table.get("/api/v1/breeds/{id}") { _, context in
      let found = try Self.named(context.parameters.get("id"), in: slot)
      return try .json(ClassBody(found, facts: facts[found.id]))
    }
  }

  /// The class with an identifier. Throws `Problem` 404 when the model has none.
  static func named(_ id: String?, in slot: ModelSlot) throws(Problem) -> ClassName {
    let id = id?.removingPercentEncoding
    guard let found = try slot.current().card.classes.first(where: { $0.id == id }) else {
      throw .notFound("The model has no class with this id; /api/v1/breeds lists them.")
    }
    return found
  }
}

/// The JSON of all classes.
struct ClassList: Codable, Hashable, Sendable {
  let breeds: [ClassBody]
}

/// The JSON of one class: its names, and what is known of it.
struct ClassBody: Codable, Hashable, Sendable {
  let id: String
  let label: String
  var facts: Facts?

  init(_ name: ClassName, facts: Facts?) {
    id = name.id
    label = name.label
    self.facts = facts
  }
}
