import Artifact
import Inference
import Runtime

/// A net with its head, and their validation figures.
struct FittedModel {
  var net: FrozenNet
  /// The final head, trained on all data.
  var head: TrainedHead
  /// The head evaluated on the validation split, trained without it.
  var judged: TrainedHead
  var calibration: Calibration
  /// What the backbone's own classes know of the kind.
  var kind: KindPrior
  /// What answers where less than all nets and looks is enough; nil for none.
  var cascade: FittedCascade?
  var tuning: TuningRecord?
  /// Features of the golden images in the precision of the run; nil where all is f32.
  var golden: GoldenFeatures?
  /// The plan that fine-tuning followed, whether or not it found something better.
  var plan: TuningPlan?
}

/// Features of a data set, and what is kept of the compiled net that computed them.
struct ComputedFeatures {
  let features: TrainingFeatures
  /// The backbones' own classifier.
  let own: LinearClassifier
  /// The precision that the engine chose for this processor.
  let precision: Precision
  let golden: GoldenFeatures?
}
