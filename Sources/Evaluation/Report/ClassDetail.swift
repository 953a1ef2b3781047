/// One class, and what it is confused with.
package struct ClassDetail: Codable, Hashable, Sendable {
  /// The class's stable id.
  package let id: String
  /// The class's text for people.
  package let label: String
  /// Images of the class.
  package let images: Int
  /// How many of them were answered rightly.
  package let right: Int
  /// 95 % interval of that share.
  package let interval: Interval
  /// The share of images predicted as the class that do show it.
  package let precision: Double
  /// The harmonic mean of precision and recall.
  package let f1: Double
  /// What its images were taken for, the most frequent first.
  package let takenFor: [ConfusedPair]
}

/// How many images of one class were answered with another.
package struct ConfusedPair: Codable, Hashable, Sendable {
  /// The true class's place.
  package let truth: Int
  /// The answered class's place.
  package let answer: Int
  /// How many images.
  package let images: Int
  /// Files of some of them.
  package var files: [String] = []
}

/// A wrong answer.
package struct Mistake: Codable, Hashable, Sendable {
  /// The image's file.
  package let file: String
  /// What the model said of it.
  package let judgement: Judgement

  package init(file: String, judgement: Judgement) {
    self.file = file
    self.judgement = judgement
  }
}
