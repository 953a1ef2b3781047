import Hummingbird
import NIOCore
import NIOPosix
import Support
import Taxonomy

/// The images of one request, and what is requested for them.
struct ImageBatch: Sendable {
  let images: [ImageInput]
  let query: ClassificationRequest
  /// The request's own name, which its answer repeats.
  var id: String?
  /// Whether the images show the same thing and get one answer.
  var together = false
  /// The requested outputs, by name; nil for all.
  var outputs: Set<String>?

  init(_ images: [ImageInput], _ query: ClassificationRequest, id: String? = nil, outputs: Set<String>? = nil) {
    self.images = images
    self.query = query
    self.id = id
    self.outputs = outputs
  }
}

/// A request's images with one outcome each, all from one model.
struct AnsweredBatch: Sendable {
  let card: ModelCard
  let batch: ImageBatch
  let outcomes: [Result<AdmittedClassifier.Outcome, Problem>]
}

/// The path of every prediction route: refuse early, read the body, read the images, answer in time.
struct ImageIntake: Sendable {
  let predictor: AdmittedClassifier
  let reader: BodyReader
  let deadline: Duration

  /// Classifies a request's images by the model of the moment that the request came.
  ///
  /// `check` may refuse that model; `read` makes images of the body's bytes, on a thread of its own. A single image's
  /// fault is thrown, since it is the request's.
  func classify(
    _ request: Request, check: (ModelCard) throws -> Void = { _ in },
    _ read: @escaping @Sendable ([UInt8]) throws -> ImageBatch
  ) async throws -> AnsweredBatch {
    let answered: AnsweredBatch
    do {
      // A full queue and a missing model are reported before the body is read.
      let model = try predictor.slot.current()
      try check(model.card)
      try await predictor.gate.refuseIfFull()
      let body = try await ActiveSpan.stage("read body") { _ in try await reader.body(of: request) }
      answered = try await withDeadline(deadline) { try await answer(body, by: model, read) }
    } catch {
      predictor.metrics.refused(error)
      throw error
    }
    if answered.outcomes.count == 1 { _ = try answered.outcomes[0].get() }
    return answered
  }

  private func answer(
    _ body: RequestBody, by model: any Classifier, _ read: @escaping @Sendable ([UInt8]) throws -> ImageBatch
  ) async throws -> AnsweredBatch {
    let batch = try await ActiveSpan.stage("find images") { _ in
      try await OwnThreads.reading.runIfActive {
        let bytes = body.consume()
        // What is made of them at its peak: a copy, the text in it, the images of the text.
        guard MemoryRoom.allows(4 * bytes.count) else { throw Problem.shortOfMemory }
        return try read(bytes)
      }
    }
    guard (1...ImageReader.imageLimit).contains(batch.images.count) else {
      throw Problem.malformed(
        "The request holds \(batch.images.count) images; send 1 to \(ImageReader.imageLimit).")
    }
    let outcomes =
      batch.together
      ? [
        Result.success(
          try await predictor.predict(together: batch.images.map { try $0.content.get() }, batch.query, by: model))
      ]
      : try await predictor.predict(batch.images.map(\.content), batch.query, by: model)
    return AnsweredBatch(card: model.card, batch: batch, outcomes: outcomes)
  }
}
