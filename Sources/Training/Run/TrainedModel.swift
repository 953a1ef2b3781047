import Artifact
import Corpus
import Taxonomy

/// What a run made and what it saw on the way.
package struct TrainedModel: Sendable {
  package let description: ModelDescription
  package let problems: [Problem]
  /// How fine-tuning went about it, with all that was settled on the way; nil where only a head was trained.
  package let plan: TuningPlan?
  /// Figures on the validation part, fractions from 0 to 1.
  package let validation: [String: Double]
  /// Rows of features that the net computed, and rows that came from the cache.
  package let computed: Int
  package let cached: Int
}
