import Artifact
import Imaging
import Runtime
import Taxonomy

extension Predictor {
  /// The averaged logits before calibration by `temperature`, and the presence if the model can estimate it; throws as
  /// `classify` does.
  ///
  /// `part` returns the region of an upright image of that width and height to look at; nil for all of it.
  package func measure(
    _ bytes: [UInt8], part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? = nil
  ) async throws -> (logits: [Float], presence: Double?) {
    let taken = try await see(decode(bytes, part: part))
    return (scaled(taken), taken.presence)
  }

  /// The precision that the nets are actually computed in.
  package var precision: Precision { extractor.model.precision }

  /// Divides the averaged logits of all nets and looks before softmax.
  package var temperature: Double { folder.description.temperatures[looks - 1] }

  /// Whether it takes the looks that the model's thresholds were fitted with.
  package var isAsFitted: Bool { looks == folder.description.looks.count }

  /// Images in flight at once: enough for every request, with as many being decoded.
  package var width: Int { 2 * extractor.model.requestCount + 1 }
}
