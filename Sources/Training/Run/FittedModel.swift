import Artifact
import Inference
import Runtime

/// A net with its head, and what the validation part says of them.
struct FittedModel {
  var net: FrozenNet
  /// The head that is kept: trained on everything known.
  var head: TrainedHead
  /// The head that the validation part can judge: trained without it.
  var judged: TrainedHead
  var calibration: Calibration
  /// The backbone's own classes that pictures of the kind look like.
  var kind: [Int]
  var tuning: TuningRecord?
  /// Features of the golden pictures in bf16; nil where all is f32.
  var halfGolden: [[Float]]?
  /// The plan that fine-tuning went by, whether it found something better or not.
  var plan: TuningPlan?
}

/// Features of a data set, and what is left of the compiled net that gave them.
struct TakenFeatures {
  let features: TrainingFeatures
  /// The backbones' own classifier.
  let own: LinearClassifier
  /// What the engine chose for this processor.
  let precision: Precision
  let halfGolden: [[Float]]?
}
