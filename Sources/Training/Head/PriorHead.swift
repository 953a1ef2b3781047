import Evaluation
import Features

/// The backbone's own rows as a head to begin from, scaled so that its probabilities are right on the validation part.
enum PriorHead {
  static func make(
    _ knowledge: OwnKnowledge, calibratedOn features: LabelledFeatures
  ) throws -> LinearClassifier? {
    guard let head = knowledge.head(), features.count > 0 else { return nil }
    let temperature = try Temperature.fit(logits: head.logits(of: features), labels: features.labels).value
    let scale = Float(1 / temperature)
    return LinearClassifier(
      classes: head.classes, features: head.features, rows: head.rows.map { $0 * scale },
      bias: head.bias.map { $0 * scale })
  }
}
