import Artifact
import Features
import Imaging
import Runtime
import Taxonomy

extension Predictor {
  /// The averaged logits before calibration, and the presence where the model can tell it; throws as `classify` does.
  ///
  /// `part` says what of an upright picture of that width and height in pixels is looked at; nil is all of it.
  package func measure(
    _ bytes: [UInt8], part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? = nil
  ) async throws -> (logits: [Float], presence: Double?) {
    let taken = try await looks(at: decode(bytes, part: part))
    return (
      averaged(taken.map(\.logits)),
      folder.description.verdict.presence.map { $0.presence(in: taken.map(\.ownLogits)) }
    )
  }

  /// What the net is really computed in.
  package var precision: Precision { extractor.model.precision }

  /// Divides the averaged logits before softmax.
  package var temperature: Double { folder.description.temperatures[looks - 1] }

  /// Pictures that may be under way at once: enough for every request, with as many being decoded.
  package var width: Int { 2 * extractor.model.requestCount + 1 }
}
