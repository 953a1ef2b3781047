import NIOCore
import Taxonomy

/// Takes pictures to the engine: the model of the moment, a place at the gate, the metrics.
package struct AdmittedClassifier: Sendable {
  package let slot: ModelSlot
  package let gate: Gate
  package let metrics: ServerMetrics

  package init(slot: ModelSlot, gate: Gate, metrics: ServerMetrics) {
    self.slot = slot
    self.gate = gate
    self.metrics = metrics
  }

  /// What became of one picture.
  package struct Outcome: Sendable {
    package let classification: Classification
    package let card: ModelCard
    /// How long the picture waited for its place.
    package let waited: Duration
  }

  /// Classifies one picture.
  ///
  /// Throws `Problem` (415 and 422 for the sender's faults, 503 when the queue is full), `CancellationError`, and
  /// whatever the engine throws when it fails.
  package func predict(_ picture: [UInt8], _ request: ClassificationRequest, by model: any Classifier) async throws
    -> Outcome
  {
    let start = ContinuousClock.now
    do {
      let (classification, waited) = try await gate.enter {
        let waited = start.duration(to: .now)
        return (try await model.classify(picture, request), waited)
      }
      metrics.answered(classification, waited: waited)
      return Outcome(classification: classification, card: model.card, waited: waited)
    } catch let refusal as PictureRefusal {
      throw Problem(refusal)
    }
  }

  /// Classifies several pictures one after the other, all by one model, so that one request takes one place however
  /// many it brings.
  ///
  /// One picture's `Problem` stays with it; the others get their answers. Other errors end it.
  package func predict(_ pictures: [[UInt8]], _ request: ClassificationRequest, by model: any Classifier) async throws
    -> [Result<Outcome, Problem>]
  {
    var outcomes: [Result<Outcome, Problem>] = []
    for picture in pictures {
      do {
        outcomes.append(.success(try await predict(picture, request, by: model)))
      } catch let problem as Problem {
        metrics.refused(problem)
        outcomes.append(.failure(problem))
      }
    }
    return outcomes
  }
}
