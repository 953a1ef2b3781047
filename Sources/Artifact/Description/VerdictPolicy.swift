/// When an answer counts as sure, and when an image counts as something the model knows.
package struct VerdictPolicy: Codable, Hashable, Sendable {
  /// Below this calibrated probability of the first prediction the verdict is `unsure`.
  package var unsureBelow: Double
  /// Where the certainty decides instead, the least Σ p log p of the calibrated probabilities with which the verdict is
  /// `sure`; nil where the first probability decides.
  ///
  /// It is of one image, of all classes alike, and of the looks that it was fitted with: of anything else, and of
  /// groups, the probability decides.
  package var uncertainBelow: Double?
  /// The least certainty, with all of a group's classes as one, with which an unsure answer names the group; nil where
  /// `unsureBelow` decides by the sum of their probabilities.
  package var groupBelow: Double?
  /// How images of anything else are recognised; nil if this model can't.
  package var presence: PresencePolicy?
  /// How images of the kind that show a class the model doesn't know are recognised; nil if this model can't.
  package var familiarity: FamiliarityPolicy?
  /// What the thresholds were chosen for, and what was measured of them; nil in folders of format 1.
  package var record: VerdictRecord?

  package init(unsureBelow: Double, presence: PresencePolicy?, record: VerdictRecord? = nil) {
    self.unsureBelow = unsureBelow
    self.presence = presence
    self.record = record
  }
}

/// What decides whether an image shows the kind of thing that the model knows.
package struct PresencePolicy: Codable, Hashable, Sendable {
  /// The evidence that separates the model's kind from everything else.
  package enum Evidence: String, Codable, Hashable, Sendable {
    /// The probability mass on those of the backbone's own classes that the training images resemble.
    case prior
    /// The similarity of the features to those of the nearest training image.
    case neighbours
  }

  /// The evidence that the presence is computed from.
  package var evidence: Evidence
  /// For `prior`: indices into the backbone's own logits, ascending.
  package var classes: [Int]
  /// For `prior`: divides the backbone's own logits.
  package var temperature: Double
  /// The score at which the presence is 0.5.
  package var middle = 0.0
  /// The increase in score that multiplies the odds of the presence by e.
  package var spread = 1.0
  /// The presence below which the verdict is `other`.
  package var threshold: Double

  package init(evidence: Evidence = .prior, classes: [Int], temperature: Double = 1, threshold: Double) {
    self.evidence = evidence
    self.classes = classes
    self.temperature = temperature
    self.threshold = threshold
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    evidence = try values.decodeIfPresent(Evidence.self, forKey: .evidence) ?? .prior
    classes = try values.decode([Int].self, forKey: .classes)
    temperature = try values.decodeIfPresent(Double.self, forKey: .temperature) ?? 1
    middle = try values.decodeIfPresent(Double.self, forKey: .middle) ?? 0
    spread = try values.decodeIfPresent(Double.self, forKey: .spread) ?? 1
    threshold = try values.decode(Double.self, forKey: .threshold)
  }
}
