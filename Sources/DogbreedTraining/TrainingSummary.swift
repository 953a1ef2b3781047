import Artifact
import Corpus
import Taxonomy
import Training

/// How far training has come.
public enum TrainingProgress: Hashable, Sendable {
  /// Work on so many items begins.
  case begun(String, total: Int)
  /// So many of them are done.
  case advanced(to: Int, of: Int)
  /// Something worth knowing, one sentence.
  case note(String)
}

/// What was trained, and on what.
public struct TrainingSummary: Hashable, Sendable {
  /// The classes, in the model's order.
  public let classes: [String]
  /// Images that were trained on.
  public let images: Int
  /// The share of the validation images whose class comes first, 0 to 1; nil without a validation split.
  public let validationAccuracy: Double?
  /// Files that couldn't be used, each with the reason.
  public let unusable: [String: String]

  init(_ trained: TrainedModel) {
    classes = trained.description.classes.map(\.label)
    images = trained.description.training.images
    validationAccuracy = trained.validation["top1"]
    unusable = Dictionary(trained.problems.map { ($0.file, $0.reason) }) { first, _ in first }
  }
}
