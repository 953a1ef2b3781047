import Evaluation
import Inference

/// The backbone's own rows as a head to begin from, scaled so that its probabilities are right on the images it is
/// trained with.
///
/// What judges a head never informs its prior: give knowledge and features of the same images, those trained with.
enum PriorHead {
  /// At most this many rows are asked for the scale, spread evenly.
  private static let sampleSize = 4000

  /// The head; nil unless every class has a row of its own. Throws `TorchError`.
  static func make(
    _ backbonePrior: BackbonePrior, calibratedOn features: LabelledFeatures
  ) throws -> LinearClassifier? {
    guard let head = backbonePrior.head(), features.count > 0 else { return nil }
    let step = max(1, features.count / sampleSize)
    let rows = Array(Swift.stride(from: 0, to: features.count, by: step))
    let temperature = try Temperature.fit(
      logits: head.logits(ofRows: rows, in: features), labels: rows.map { features.labels[$0] }
    ).value
    let scale = Float(1 / temperature)
    return LinearClassifier(
      classes: head.classes, features: head.features, rows: head.rows.map { $0 * scale },
      bias: head.bias.map { $0 * scale })
  }
}
