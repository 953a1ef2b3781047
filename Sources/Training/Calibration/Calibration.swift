import Artifact
import Inference

/// A head's calibration on the validation split: looks, temperatures by their number, and the verdicts' thresholds.
struct Calibration: Sendable {
  var looks: LookPolicy
  var temperatures: [Double]
  var verdict: VerdictPolicy
  var sets: SetPolicy?
  var validation: [String: Double]
  /// The evidence for the model's kind, unless that is the backbone's own classes.
  var neighbours: KindNeighbours?
}

/// What the backbone's own classes know of the kind that is learnt.
struct KindPrior: Sendable {
  /// The own classes that images of the kind look like.
  var classes: [Int]
  /// The temperature at which the own probabilities are right.
  var temperature: Double
  /// Whether each class is one of the own ones.
  var knowsClasses = false
  /// The evidence that may tell classes that the model doesn't know.
  ///
  /// If the backbone itself was trained on these classes, one that is held out isn't new to it: it tells such classes by
  /// how strongly the rows respond, far better than classes that really are new. Only certainty is left then.
  var familiarity: [FamiliarityPolicy.Evidence] = FamiliarityPolicy.Evidence.allCases

  /// A backbone that knows nothing of the kind.
  static let none = KindPrior(classes: [], temperature: 1)
}
