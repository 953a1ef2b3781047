/// One class with its calibrated probability, from 0 to 1.
public struct Prediction: Codable, Hashable, Sendable {
  /// The class's text for people.
  public let label: String
  /// The class's stable id.
  public let id: String
  /// The calibrated probability, from 0 to 1.
  public let probability: Double

  public init(label: String, id: String, probability: Double) {
    self.label = label
    self.id = id
    self.probability = probability
  }
}

/// A model's verdict on an image as a whole.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// The first prediction is reliable.
  case sure
  /// The image shows something the model knows, but no class is probable enough.
  case unsure
  /// The image shows something like what the model knows, but rather a class that it doesn't know.
  case another
  /// The image shows nothing the model knows.
  case other
}

/// The classes of which one is right with a stated probability, most probable first; never empty.
public struct PredictionSet: Codable, Hashable, Sendable {
  /// How often, from 0 to 1, such a set holds the right class.
  public let coverage: Double
  /// The classes, most probable first.
  public let classes: [Prediction]

  public init(coverage: Double, classes: [Prediction]) {
    self.coverage = coverage
    self.classes = classes
  }
}

/// A verdict with the most probable classes, most probable first.
public struct Answer: Codable, Hashable, Sendable {
  /// What is said of the image as a whole.
  public let verdict: Verdict
  /// The most probable classes, most probable first.
  public let predictions: [Prediction]
  /// The probability that the image shows anything the model knows, from 0 to 1; nil if the model can't tell.
  public let presence: Double?
  /// The likelihood, from 0 to 1, that the image is of one of the model's classes, not of another of their kind; nil if the
  /// model can't tell.
  public let familiarity: Double?
  /// Nil where the model states none, or the image shows nothing that it knows.
  public let set: PredictionSet?
  /// What the image shows where no class is probable enough but a group of them is: "some setter".
  public let group: Prediction?
  /// How far the image went through the model's cascade; nil where it has none.
  public let stage: StageReached?

  public init(
    verdict: Verdict, predictions: [Prediction], presence: Double? = nil, familiarity: Double? = nil,
    set: PredictionSet? = nil, group: Prediction? = nil, stage: StageReached? = nil
  ) {
    self.verdict = verdict
    self.predictions = predictions
    self.presence = presence
    self.familiarity = familiarity
    self.set = set
    self.group = group
    self.stage = stage
  }
}
