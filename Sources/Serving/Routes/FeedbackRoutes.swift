import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Support
import Taxonomy

/// Makes the file that is kept of an image's bytes, without what the sender may not know is in them.
package typealias ImageEncoder = @Sendable ([UInt8]) throws -> [UInt8]

/// `POST /feedback`: a person confirms or corrects an answer, and the photo is kept; or takes that back.
struct FeedbackRoutes: Sendable {
  let slot: ModelSlot
  let reader: BodyReader
  let pending: FeedbackBuffer
  let folder: FeedbackFolder
  let templates: Templates
  let logger: Logger
  /// Makes the file that is kept of an image's bytes; nil keeps them as they came.
  let keptImage: ImageEncoder?

  private struct Form: Decodable {
    let image: String
    /// What a button said.
    let answer: String?
    /// The name of a class that was typed.
    let typed: String?
    /// Whether the model is said to know no class of that name.
    let new: String?
    /// Whether the answer is taken back.
    let undo: String?

    private enum CodingKeys: String, CodingKey {
      case answer, new, undo
      case typed = "class"
      case image = "photograph"
    }
  }

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.post("/feedback") { request, _ in try await answer(request) }
  }

  private func answer(_ request: Request) async throws -> Response {
    let small = BodyReader(limit: 4096, budget: reader.budget)
    let body = try await small.body(of: request)
    guard
      let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(decoding: body.consume(), as: UTF8.self))
    else {
      throw Problem.malformed("This isn't the feedback form; submit a photo again.")
    }
    if form.undo != nil { return try await takeBack(form.image) }
    let card = try slot.current().card.speaking(PageLanguage.current)
    return try await keep(form.image, as: said(form, card), card)
  }

  /// What the form says. Throws `Problem` 400 where that is nothing the model knows of.
  private func said(_ form: Form, _ card: ModelCard) throws(Problem) -> FeedbackAnswer {
    if let typed = form.typed {
      if let answer = FeedbackAnswer.read(typed: typed, isNew: form.new != nil, card) { return answer }
      let term = card.words.classTerm.singular
      throw .malformed(
        "There is no one \(term) called “\(typed.clipped)” here; choose one of the list, or send the name as another \(term)."
      )
    }
    if let answer = form.answer.flatMap({ FeedbackAnswer.read($0, card) }) { return answer }
    throw .malformed("The model has no such \(card.words.classTerm.singular); choose one from the list.")
  }

  private func keep(_ token: String, as answer: FeedbackAnswer, _ card: ModelCard) async throws -> Response {
    let label = answer.label(card.words)
    guard let claim = pending.claim(token, as: label) else {
      throw Problem.notFound("The photo has been forgotten in the meantime; submit it again.")
    }
    switch claim {
    case .done(let label): return try thanks(label, token)
    case .yours(let bytes):
      do {
        let file = try await OwnThreads.reading.runIfActive { [folder, keptImage] in
          try folder.keep(keptImage.map { try $0(bytes) } ?? bytes, as: answer)
        }
        pending.settle(token, kept: file)
      } catch {
        pending.settle(token, kept: nil)
        logger.error("feedback not kept", metadata: ["error": "\(error)"])
        throw Problem.notKept
      }
      return try thanks(label, token)
    }
  }

  private func takeBack(_ token: String) async throws -> Response {
    guard let file = pending.takeBack(token) else {
      throw Problem.notFound("That can't be taken back any more; ask whoever runs this server to delete the photo.")
    }
    do {
      let bytes = try await OwnThreads.reading.runIfActive { [folder] in try folder.takeBack(file) }
      pending.restore(token, bytes)
    } catch {
      pending.restore(token, nil)
      logger.error("feedback not taken back", metadata: ["error": "\(error)"])
      throw Problem.failed
    }
    return .html(
      try templates.render(
        "message", title: templates.text("Taken back"),
        [
          "heading": templates.text("Taken back"), "detail": templates.text("Your photo isn't kept any more."),
          "again": true,
        ]))
  }

  private func thanks(_ label: String, _ token: String) throws -> Response {
    let heading = templates.text("Thank you")
    let kept = templates.words(of: try slot.current().card)["kept"] ?? ""
    return .html(
      try templates.render(
        "message", title: heading,
        ["heading": heading, "detail": PageWords.fill(kept, ["label": label]), "undo": token, "again": true]))
  }
}
