/// One class with its calibrated probability, from 0 to 1.
public struct Prediction: Codable, Hashable, Sendable {
  public let label: String
  public let id: String
  public let probability: Double

  public init(label: String, id: String, probability: Double) {
    self.label = label
    self.id = id
    self.probability = probability
  }
}

/// What a model makes of a picture as a whole.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// The first prediction can be relied on.
  case breed
  /// It is one of the classes' kind, but no class is probable enough.
  case unsure
  /// It is none of what the model knows.
  case notADog
}

/// A verdict with the most probable classes, most probable first.
public struct Answer: Codable, Hashable, Sendable {
  public let verdict: Verdict
  public let predictions: [Prediction]
  /// How probable it is that the picture shows what the model knows at all, from 0 to 1; nil when the model can't tell.
  public let presence: Double?

  public init(verdict: Verdict, predictions: [Prediction], presence: Double? = nil) {
    self.verdict = verdict
    self.predictions = predictions
    self.presence = presence
  }
}
