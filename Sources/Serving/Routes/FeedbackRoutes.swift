import Foundation
import Hummingbird
import Logging
import NIOCore
import Taxonomy

/// `POST /feedback`: a person confirms or corrects an answer, and the photograph is kept.
struct FeedbackRoutes: Sendable {
  let slot: ModelSlot
  let reader: BodyReader
  let shelf: Shelf
  let folder: FeedbackFolder
  let templates: Templates
  let logger: Logger

  private struct Form: Decodable {
    let photograph: String
    /// The button that says the answer was right.
    let confirmed: String?
    /// The class that was chosen instead.
    let `class`: String?
  }

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.post("/feedback") { request, _ in try await keep(request) }
  }

  private func keep(_ request: Request) async throws -> Response {
    let small = BodyReader(limit: 4096, budget: reader.budget)
    let form = try await small.withBody(of: request) { body in
      guard let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: body)) else {
        throw Problem.malformed("This isn't the form under an answer; ask again with a photograph.")
      }
      return form
    }
    guard let id = form.confirmed ?? form.class,
      let name = try slot.current().card.classes.first(where: { $0.id == id })
    else { throw Problem.malformed("The model has no such \(templates.word("thing")); choose one of the list.") }
    guard let bytes = shelf.take(form.photograph) else {
      throw Problem.notFound("The photograph was forgotten in the meantime; ask again with it.")
    }
    do {
      try folder.keep(bytes, as: name)
    } catch {
      logger.error("feedback not kept", metadata: ["error": "\(error)"])
      throw Problem.failed
    }
    return .html(
      try templates.render(
        "message", title: "Thank you",
        ["heading": "Thank you", "detail": "Your photograph was kept as \(name.label).", "again": true]))
  }
}
