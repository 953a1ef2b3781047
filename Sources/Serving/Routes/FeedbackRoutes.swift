import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Taxonomy

/// Makes the file that is kept of an image's bytes, without what the sender may not know is in them.
package typealias ImageEncoder = @Sendable ([UInt8]) throws -> [UInt8]

/// `POST /feedback`: a person confirms or corrects an answer, and the photo is kept.
struct FeedbackRoutes: Sendable {
  let slot: ModelSlot
  let reader: BodyReader
  let pending: PendingPhotos
  let folder: FeedbackFolder
  let templates: Templates
  let logger: Logger
  /// Makes the file that is kept of an image's bytes; nil keeps them as they came.
  let keptImage: ImageEncoder?

  private struct Form: Decodable {
    let image: String
    /// The class id confirmed by the button.
    let confirmed: String?
    /// The class chosen instead.
    let `class`: String?

    private enum CodingKeys: String, CodingKey {
      case confirmed, `class`
      case image = "photograph"
    }
  }

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.post("/feedback") { request, _ in try await keep(request) }
  }

  private func keep(_ request: Request) async throws -> Response {
    let small = BodyReader(limit: 4096, budget: reader.budget)
    let body = try await small.body(of: request)
    guard let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: body.buffer)) else {
      throw Problem.malformed("This isn't the feedback form; submit a photo again.")
    }
    let classes = try slot.current().card.classes
    guard let id = form.confirmed ?? form.class, let name = classes.first(where: { $0.id == id }) else {
      throw Problem.malformed("The model has no such \(templates.word("thing")); choose one from the list.")
    }
    guard let claim = pending.claim(form.image, as: name.label) else {
      throw Problem.notFound("The photo has been forgotten in the meantime; submit it again.")
    }
    switch claim {
    case .done(let label): return try thanks(label)
    case .yours(let bytes):
      do {
        try await OwnThreads.reading.runIfActive { [folder, keptImage] in
          _ = try folder.keep(keptImage.map { try $0(bytes) } ?? bytes, as: name)
        }
      } catch {
        pending.settle(form.image, kept: false)
        logger.error("feedback not kept", metadata: ["error": "\(error)"])
        throw Problem.notKept
      }
      pending.settle(form.image, kept: true)
      return try thanks(name.label)
    }
  }

  private func thanks(_ label: String) throws -> Response {
    .html(
      try templates.render(
        "message", title: "Thank you",
        ["heading": "Thank you", "detail": "Your photo was kept as \(label).", "again": true]))
  }
}
