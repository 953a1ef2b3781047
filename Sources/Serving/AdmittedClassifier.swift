import NIOCore
import Support
import Taxonomy

/// Runs images through the engine: the current model, a slot at the gate, the metrics.
package struct AdmittedClassifier: Sendable {
  /// The model that answers now.
  package let slot: ModelSlot
  /// Who may run and who waits.
  package let gate: Gate
  /// What is counted.
  package let metrics: ServerMetrics

  package init(slot: ModelSlot, gate: Gate, metrics: ServerMetrics) {
    self.slot = slot
    self.gate = gate
    self.metrics = metrics
  }

  /// The outcome for one image.
  package struct Outcome: Sendable {
    /// The model's answer.
    package let classification: Classification
    /// The model that gave it.
    package let card: ModelCard
    /// How long the image waited for its slot.
    package let waited: Duration
  }

  /// Classifies one image.
  ///
  /// Throws `Problem` (415 and 422 for the sender's faults, 503 when the queue is full), `CancellationError`, and
  /// whatever the engine throws when it fails.
  package func predict(_ image: [UInt8], _ request: ClassificationRequest, by model: any Classifier) async throws
    -> Outcome
  {
    try await predict(together: [image], request, by: model)
  }

  /// Answers several images of the same thing with one answer; throws as for one.
  package func predict(
    together images: [[UInt8]], _ request: ClassificationRequest, by model: any Classifier
  ) async throws -> Outcome {
    try await ActiveSpan.stage("classify") { span in
      span?.add(model.card)
      do {
        let start = ContinuousClock.now
        let log = span.map { _ in StageLog() }
        let (classification, admitted) = try await gate.enter {
          let admitted = ContinuousClock.now
          span?.add("wait", from: start, to: admitted)
          let classification = try await StageLog.$current.withValue(log) {
            try await model.classify(together: images, request)
          }
          return (classification, admitted)
        }
        let waited = start.duration(to: admitted)
        metrics.answered(classification, waited: waited)
        span?.add(classification, since: admitted, looks: log?.stages ?? [])
        return Outcome(classification: classification, card: model.card, waited: waited)
      } catch let refusal as ImageRefusal {
        throw Problem(refusal)
      }
    }
  }

  /// Classifies several images one after the other, all by one model, so that one request takes one slot however many
  /// images it has.
  ///
  /// One image's `Problem` is its own, as is that of one that couldn't be read; the others get their answers. Other
  /// errors end the request.
  package func predict(_ images: [Result<[UInt8], Problem>], _ request: ClassificationRequest, by model: any Classifier)
    async throws
    -> [Result<Outcome, Problem>]
  {
    var outcomes: [Result<Outcome, Problem>] = []
    for image in images {
      do {
        outcomes.append(.success(try await predict(image.get(), request, by: model)))
      } catch let problem as Problem {
        metrics.refused(problem)
        outcomes.append(.failure(problem))
      }
    }
    return outcomes
  }
}
