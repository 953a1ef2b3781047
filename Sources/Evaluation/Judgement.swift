/// What became of one labelled image.
package struct Judgement: Codable, Hashable, Sendable {
  /// The index of the image's class.
  package let truth: Int
  /// The index of the most probable class.
  package let answer: Int
  /// How many classes are more probable than the image's own.
  package let rank: Int
  /// The probability of the most probable class.
  package let confidence: Double
  /// The probability of the image's class.
  package let own: Double
  /// The squared distance of the probabilities from the truth, summed over the classes.
  package let brier: Double

  package init(truth: Int, answer: Int, rank: Int, confidence: Double, own: Double, brier: Double) {
    self.truth = truth
    self.answer = answer
    self.rank = rank
    self.confidence = confidence
    self.own = own
    self.brier = brier
  }

  /// Whether the class is the first answer.
  package var isRight: Bool { rank == 0 }
}
