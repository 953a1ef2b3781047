import Hummingbird
import NIOCore
import NIOPosix
import Taxonomy

/// The pictures of one request, and what is asked of them.
struct PictureBatch: Sendable {
  let pictures: [PictureInput]
  let query: ClassificationRequest
  /// The request's own name, which its answer repeats.
  var id: String?

  init(_ pictures: [PictureInput], _ query: ClassificationRequest, id: String? = nil) {
    self.pictures = pictures
    self.query = query
    self.id = id
  }
}

/// A request's pictures with one outcome each, all from one model.
struct AnsweredBatch: Sendable {
  let card: ModelCard
  let batch: PictureBatch
  let outcomes: [Result<AdmittedClassifier.Outcome, Problem>]
}

/// The way that every prediction route goes: refuse early, read the body, read the pictures, answer in time.
struct PictureIntake: Sendable {
  let predictor: AdmittedClassifier
  let reader: BodyReader
  let deadline: Duration

  /// Classifies a request's pictures by the model of the moment that the request came.
  ///
  /// `check` may refuse that model; `read` makes pictures of the body's bytes, on a thread of its own. A single picture's
  /// fault is thrown, since it is the request's.
  func classify(
    _ request: Request, check: (ModelCard) throws -> Void = { _ in },
    _ read: @escaping @Sendable ([UInt8]) throws -> PictureBatch
  ) async throws -> AnsweredBatch {
    let answered: AnsweredBatch
    do {
      // A full queue and a missing model are said before the body is read.
      let model = try predictor.slot.current()
      try check(model.card)
      try await predictor.gate.refuseIfFull()
      let body = try await reader.body(of: request)
      answered = try await withDeadline(deadline) { try await answer(body, by: model, read) }
    } catch {
      predictor.metrics.refused(error)
      throw error
    }
    if answered.outcomes.count == 1 { _ = try answered.outcomes[0].get() }
    return answered
  }

  private func answer(
    _ body: RequestBody, by model: any Classifier, _ read: @escaping @Sendable ([UInt8]) throws -> PictureBatch
  ) async throws -> AnsweredBatch {
    let batch = try await OwnThreads.reading.runIfActive { try read(body.bytes) }
    guard (1...PictureReader.pictureLimit).contains(batch.pictures.count) else {
      throw Problem.malformed(
        "The request holds \(batch.pictures.count) images; send 1 to \(PictureReader.pictureLimit).")
    }
    let outcomes = try await predictor.predict(batch.pictures.map(\.bytes), batch.query, by: model)
    return AnsweredBatch(card: model.card, batch: batch, outcomes: outcomes)
  }
}
