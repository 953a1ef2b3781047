import Artifact
import Features
import Runtime
import Weights

extension Predictor {
  /// What the net is really computed in.
  package var precision: Precision { extractor.model.precision }
}
