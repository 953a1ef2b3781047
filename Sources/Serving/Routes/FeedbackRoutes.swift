import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Taxonomy

/// Makes the file that is kept of an image's bytes, without what the sender may not know is in them.
package typealias ImageEncoder = @Sendable ([UInt8]) throws -> [UInt8]

/// `POST /feedback`: a person confirms or corrects an answer, and the photograph is kept.
struct FeedbackRoutes: Sendable {
  let slot: ModelSlot
  let reader: BodyReader
  let shelf: Shelf
  let folder: FeedbackFolder
  let templates: Templates
  let logger: Logger
  /// Makes the file that is kept of an image's bytes; nil keeps them as they came.
  let keptImage: ImageEncoder?

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
    let body = try await small.body(of: request)
    guard let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: body.buffer)) else {
      throw Problem.malformed("This isn't the form under an answer; ask again with a photograph.")
    }
    let classes = try slot.current().card.classes
    guard let id = form.confirmed ?? form.class, let name = classes.first(where: { $0.id == id }) else {
      throw Problem.malformed("The model has no such \(templates.word("thing")); choose one of the list.")
    }
    guard let claim = shelf.claim(form.photograph, as: name.label) else {
      throw Problem.notFound("The photograph was forgotten in the meantime; ask again with it.")
    }
    switch claim {
    case .done(let label): return try thanks(label)
    case .yours(let bytes):
      do {
        try await OwnThreads.reading.runIfActive { [folder, keptImage] in
          _ = try folder.keep(keptImage.map { try $0(bytes) } ?? bytes, as: name)
        }
      } catch {
        shelf.settle(form.photograph, kept: false)
        logger.error("feedback not kept", metadata: ["error": "\(error)"])
        throw Problem.notKept
      }
      shelf.settle(form.photograph, kept: true)
      return try thanks(name.label)
    }
  }

  private func thanks(_ label: String) throws -> Response {
    .html(
      try templates.render(
        "message", title: "Thank you",
        ["heading": "Thank you", "detail": "Your photograph was kept as \(label).", "again": true]))
  }
}
