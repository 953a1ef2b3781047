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

  /// What an answer takes of one look besides the nets: where to look again, if the model does, and the verdict.
  package func judge(_ look: Look) -> (region: Region, answer: Answer) {
    let stage = stages[stages.count - 1]
    let policy = folder.description.looks
    let region =
      stage.looks > 1
      ? extractor.evidence(in: look).region(threshold: policy.threshold, margin: policy.margin) : Region.whole
    let seen = Seen(
      place: stages.count - 1, stage: stage, looks: [look], parts: [look], logits: look.logits,
      presence: stage.rule.verdict.presence?.presence(in: [look], neighbours: stage.neighbours))
    return (region, answer(of: seen, top: 5))
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
