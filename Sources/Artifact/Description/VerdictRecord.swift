import Support

/// The rates of wrong verdicts that a model's thresholds are chosen to stay within, each from 0 to 1.
package struct VerdictRisks: Codable, Hashable, Sendable {
  /// The fraction of answers other than `unsure` that may name the wrong class.
  package var error: Double
  /// The fraction of images of something else that may be accepted.
  package var foreign: Double
  /// The fraction of images of the model's kind that may be refused.
  package var refused: Double
  /// The fraction of images of the model's classes that may be called another class of their kind.
  package var another: Double

  package init(error: Double = 0.05, foreign: Double = 0.01, refused: Double = 0.01, another: Double = 0.05) {
    (self.error, self.foreign, self.refused, self.another) = (error, foreign, refused, another)
  }

  /// Folders written before the verdict `another` existed have no rate for it.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    error = try values.decode(Double.self, forKey: .error)
    foreign = try values.decode(Double.self, forKey: .foreign)
    refused = try values.decode(Double.self, forKey: .refused)
    another = try values.decodeIfPresent(Double.self, forKey: .another) ?? VerdictRisks().another
  }
}

/// The error rates that a model's thresholds were chosen for, and those measured on images it was not fitted to.
package struct VerdictRecord: Codable, Hashable, Sendable {
  /// The error rates that the thresholds were to keep.
  package var asked: VerdictRisks
  /// The measured rates by name, such as `refused` or `refusedOfShifted`.
  package var measured: [String: Proportion]
  /// What the model can't offer and why, one sentence each.
  package var limits: [String]

  package init(asked: VerdictRisks, measured: [String: Proportion] = [:], limits: [String] = []) {
    self.asked = asked
    self.measured = measured
    self.limits = limits
  }

  /// The share of each verdict, by its name, among the validation images; nil where that wasn't measured.
  package var verdicts: [String: Double]? {
    guard let sure = measured["answered"]?.share else { return nil }
    let (other, another) = (measured["refused"]?.share ?? 0, measured["another"]?.share ?? 0)
    return ["sure": sure, "other": other, "another": another, "unsure": max(0, 1 - sure - other - another)]
  }
}
