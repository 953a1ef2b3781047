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

/// A model's verdict on an image as a whole.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// The first prediction is reliable.
  case breed
  /// The image shows something the model knows, but no class is probable enough.
  case unsure
  /// The image shows nothing the model knows.
  case notADog
}

/// A verdict with the most probable classes, most probable first.
public struct Answer: Codable, Hashable, Sendable {
  public let verdict: Verdict
  public let predictions: [Prediction]
  /// The probability that the image shows anything the model knows, from 0 to 1; nil if the model can't tell.
  public let presence: Double?

  public init(verdict: Verdict, predictions: [Prediction], presence: Double? = nil) {
    self.verdict = verdict
    self.predictions = predictions
    self.presence = presence
  }
}
