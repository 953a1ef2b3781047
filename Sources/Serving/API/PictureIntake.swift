import Hummingbird
import NIOCore
import Taxonomy

/// The pictures of one request, and what is asked of them.
struct PictureBatch: Sendable {
  let pictures: [PictureInput]
  let query: ClassificationRequest

  init(_ pictures: [PictureInput], _ query: ClassificationRequest) {
    self.pictures = pictures
    self.query = query
  }
}

/// The way that every prediction route goes: refuse early, read the body, read the pictures, answer in time.
struct PictureIntake: Sendable {
  let predictor: AdmittedClassifier
  let reader: BodyReader
  let deadline: Duration

  /// Gives the batch with one outcome a picture. A single picture's fault is thrown, since it is the request's.
  func classify(_ request: Request, _ read: (ByteBuffer) throws -> PictureBatch) async throws
    -> (PictureBatch, [Result<AdmittedClassifier.Outcome, Problem>])
  {
    // A full queue and a missing model are said before the body is read.
    _ = try predictor.slot.current()
    try await predictor.gate.refuseIfFull()
    return try await reader.withBody(of: request) { body in
      let batch = try read(body)
      guard (1...PictureReader.pictureLimit).contains(batch.pictures.count) else {
        throw Problem.malformed(
          "The request holds \(batch.pictures.count) pictures; send 1 to \(PictureReader.pictureLimit).")
      }
      let outcomes = try await withDeadline(deadline) {
        try await predictor.predict(batch.pictures.map(\.bytes), batch.query)
      }
      if outcomes.count == 1 { _ = try outcomes[0].get() }
      return (batch, outcomes)
    }
  }

  /// The model that answered, or the one of the moment when no picture got an answer.
  func card(_ outcomes: [Result<AdmittedClassifier.Outcome, Problem>]) throws -> ModelCard {
    if let card = outcomes.lazy.compactMap({ try? $0.get().card }).first { return card }
    return try predictor.slot.current().card
  }
}
