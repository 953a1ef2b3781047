import Foundation
import Taxonomy

/// The JSON of one image's answer, or of its error.
package struct AnswerBody: Codable, Hashable, Sendable {
  /// The file's name, as it was sent.
  package var name: String?
  /// The verdict; nil for an error.
  package var verdict: Verdict?
  /// The probability that the image shows anything the model knows.
  package var presence: Double?
  /// The likelihood that the image is of one of the model's classes, not of another of their kind.
  package var familiarity: Double?
  /// The most probable classes, most probable first; nil for an error.
  package var predictions: [Prediction]?
  /// The classes of which one is right with a stated probability.
  package var set: PredictionSet?
  /// What the image shows where no class is probable enough but a group of them is.
  package var group: Prediction?
  /// How far the image went through the model's cascade; nil where it has none.
  package var stage: StageReached?
  /// Seconds spent on the image; nil for an error.
  package var timings: TimingsBody?
  /// What supported the first prediction; nil unless asked for.
  package var heatMap: HeatMap?
  /// The part that was looked at a second time.
  package var closer: ImagePart?
  /// The upright image as the model saw it, base64 of a JPEG or PNG file.
  package var seen: Data?
  /// The training images that it resembles, the most alike first; nil unless asked for.
  package var neighbours: [Neighbour]?
  /// What is wrong; nil for an answer.
  package var error: ProblemBody?

  /// The body of an outcome; `name` is the file's, as it was sent.
  package init(_ outcome: Result<AdmittedClassifier.Outcome, Problem>, name: String? = nil) {
    self.name = name
    switch outcome {
    case .success(let outcome):
      let classification = outcome.classification
      verdict = classification.answer.verdict
      presence = classification.answer.presence
      familiarity = classification.answer.familiarity
      predictions = classification.answer.predictions
      set = classification.answer.set
      group = classification.answer.group
      stage = classification.answer.stage
      timings = TimingsBody(outcome)
      heatMap = classification.heatMap.map(\.finite)
      closer = classification.closer
      seen = classification.seen.map { Data($0) }
      neighbours = classification.neighbours
    case .failure(let problem):
      error = ProblemBody(problem)
    }
  }
}

extension HeatMap {
  /// The map with 0 for NaN, which JSON can't represent.
  fileprivate var finite: HeatMap {
    HeatMap(width: width, height: height, values: values.map { $0.isFinite ? $0 : 0 })
  }
}

/// Seconds spent on one image.
package struct TimingsBody: Codable, Hashable, Sendable {
  /// Seconds in the queue.
  package let queue: Double
  /// Seconds from the bytes to the net's input.
  package let decode: Double
  /// Seconds in the net.
  package let inference: Double

  init(_ outcome: AdmittedClassifier.Outcome) {
    queue = outcome.waited / .seconds(1)
    decode = outcome.classification.timings.decode
    inference = outcome.classification.timings.inference
  }
}

/// Which model answered.
package struct ModelStamp: Codable, Hashable, Sendable {
  /// The model's name.
  package let name: String
  /// The model's version.
  package let version: String

  init(_ card: ModelCard) {
    name = card.name
    version = card.version
  }
}

/// The JSON of `POST /api/v1/predictions`: one result per image, in the order they were sent.
package struct PredictionsBody: Codable, Hashable, Sendable {
  /// The model that answered.
  package let model: ModelStamp
  /// One answer or error per image, in the order they were sent.
  package let results: [AnswerBody]
}
