import Artifact
import Corpus
import Taxonomy

/// A run's model and what it learnt on the way.
package struct TrainedModel: Sendable {
  package let description: ModelDescription
  /// Images that couldn't be used, one each.
  package let problems: [Problem]
  /// The plan that fine-tuning followed, with everything decided on the way; nil if only a head was trained.
  package let plan: TuningPlan?
  /// Figures on the validation split, fractions from 0 to 1.
  package let validation: [String: Double]
  /// Rows of features that the net computed.
  package let computed: Int
  /// Rows of features that came from the cache.
  package let cached: Int
  /// Seconds of each stage: features, head (with its calibration), tuning, cascade, model (what is written).
  package let seconds: [String: Double]
}
