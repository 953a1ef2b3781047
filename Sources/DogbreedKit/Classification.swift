import Foundation

/// A model's answer to one image.
public struct Classification: Hashable, Sendable {
  /// How far the first prediction can be relied on.
  public let verdict: Verdict
  /// The most probable classes, most probable first; never empty.
  public let predictions: [Prediction]
  /// How probable it is, from 0 to 1, that the image shows anything the model knows; nil when the model can't tell.
  public let presence: Double?
  /// How likely the image is, from 0 to 1, to be of one of the model's classes, not of another of their kind; nil when the
  /// model can't tell.
  public let familiarity: Double?
  /// What the answer is based on; nil unless requested.
  public let heatMap: HeatMap?
  /// The classes of which one is right with a stated probability; nil where the model states none, or knows nothing like
  /// the image.
  public let set: PredictionSet?
  /// What the image shows where no class is probable enough but a group of them is; nil otherwise.
  public let group: Prediction?
  /// The training images most like this one, the most alike first; nil unless requested.
  public let neighbours: [Neighbour]?

  /// Takes the values as they are: for tests and previews.
  public init(
    verdict: Verdict, predictions: [Prediction], presence: Double? = nil, familiarity: Double? = nil,
    heatMap: HeatMap? = nil, set: PredictionSet? = nil, group: Prediction? = nil, neighbours: [Neighbour]? = nil
  ) {
    self.verdict = verdict
    self.predictions = predictions
    self.presence = presence
    self.familiarity = familiarity
    self.heatMap = heatMap
    self.set = set
    self.group = group
    self.neighbours = neighbours
  }
}

/// The outcome for one file of a batch.
public struct FileClassification: Sendable {
  /// The file as it was named.
  public let file: URL
  /// The answer, or why there is none for this file.
  public let result: Result<Classification, ImageError>

  /// Takes the values as they are: for tests and previews.
  public init(file: URL, result: Result<Classification, ImageError>) {
    self.file = file
    self.result = result
  }
}
