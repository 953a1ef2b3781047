import Support

/// When an answer counts as sure, and an image as something the model knows at all.
package struct VerdictPolicy: Codable, Hashable, Sendable {
  /// Below this calibrated probability of the first prediction the verdict is `unsure`.
  package var unsureBelow: Double
  /// How it shows that an image shows nothing the model knows; nil if that can't be told.
  package var presence: PresencePolicy?
  /// What the thresholds were chosen for, and what was measured of them; nil in folders of format 1.
  package var record: VerdictRecord?

  package init(unsureBelow: Double, presence: PresencePolicy?, record: VerdictRecord? = nil) {
    self.unsureBelow = unsureBelow
    self.presence = presence
    self.record = record
  }
}

/// By what an image counts as one that shows the model's kind.
package struct PresencePolicy: Codable, Hashable, Sendable {
  /// What tells the kind from others.
  package enum Evidence: String, Codable, Hashable, Sendable {
    /// How much probability falls on the backbone's own classes that the training images look like.
    case prior
    /// How near the features are to the classes' means.
    case distance
  }

  package var evidence: Evidence
  /// Of the prior: indices into the backbone's own logits, ascending.
  package var classes: [Int]
  /// Of the prior: divides the backbone's own logits.
  package var temperature: Double
  /// The score whose presence is a half, and how much more of it multiplies the odds by e.
  package var middle = 0.0
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

/// The shares of wrong verdicts that a model's thresholds are chosen to keep, each from 0 to 1.
package struct VerdictRisks: Codable, Hashable, Sendable {
  /// Of the answers that aren't `unsure`, how many may name a wrong class.
  package var error: Double
  /// Of the images that show something else, how many may be accepted.
  package var foreign: Double
  /// Of the images that show the model's kind, how many may be refused.
  package var refused: Double

  package init(error: Double = 0.05, foreign: Double = 0.01, refused: Double = 0.01) {
    (self.error, self.foreign, self.refused) = (error, foreign, refused)
  }
}

/// What the thresholds of a model were chosen for, and what was measured of them on images that it was not fitted to.
package struct VerdictRecord: Codable, Hashable, Sendable {
  package var asked: VerdictRisks
  /// By what was counted, such as `refused` or `refusedOfShifted`.
  package var measured: [String: Proportion]
  /// What is not offered and why, one sentence each.
  package var limits: [String]

  package init(asked: VerdictRisks, measured: [String: Proportion] = [:], limits: [String] = []) {
    self.asked = asked
    self.measured = measured
    self.limits = limits
  }
}
