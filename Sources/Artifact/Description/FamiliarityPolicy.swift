/// What decides whether an image of the model's kind shows one of the model's classes.
package struct FamiliarityPolicy: Codable, Hashable, Sendable {
  /// The evidence that separates the model's classes from others of their kind.
  package enum Evidence: String, Codable, Hashable, Sendable, CaseIterable {
    /// How few classes the probability is spread over: the negative entropy.
    case certainty
    /// How strongly any class responds: the logarithm of the sum of the logits' exponentials.
    case energy
  }

  /// The evidence that the familiarity is computed from.
  package var evidence: Evidence
  /// The score whose familiarity is a half; the verdict is `another` below it.
  package var middle: Double
  /// How much more of the score multiplies the odds by e.
  package var spread: Double
  /// The probability that an image of a class that was held out scores less than one of a class that wasn't.
  package var auroc: Double

  package init(evidence: Evidence, middle: Double, spread: Double, auroc: Double) {
    (self.evidence, self.middle, self.spread, self.auroc) = (evidence, middle, spread, auroc)
  }

  /// The familiarity below which the verdict is `another`.
  package static let threshold = 0.5

  /// Whether the values make sense.
  var isSound: Bool {
    (1e-9...1e9).contains(spread) && abs(middle) <= 1e9 && (0...1).contains(auroc)
  }
}
