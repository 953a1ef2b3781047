/// What the model's own thresholds do with the images.
package struct AnswersInForce: Codable, Hashable, Sendable {
  /// Answers are given from this probability on; nil where their certainty decides.
  package let threshold: Double?
  /// Images that get an answer.
  package let given: Int
  /// Answers among them that are wrong.
  package let wrong: Int
  /// Images of the model's classes that were refused as something else.
  package let refused: Int
  /// Images of the model's classes that it was unsure of.
  package let unsure: Int
  /// 95 % interval of the share of given answers that are wrong.
  package let error: Interval
  /// The share of all images that get an answer.
  package let coverage: Double

  package init(threshold: Double?, given: Int, wrong: Int, refused: Int, unsure: Int) {
    self.threshold = threshold
    self.given = given
    self.wrong = wrong
    self.refused = refused
    self.unsure = unsure
    error = .wilson(wrong, of: given)
    let images = given + refused + unsure
    coverage = images > 0 ? Double(given) / Double(images) : 0
  }
}

/// How well the model's kind is separated from other things.
package struct Refusal: Codable, Hashable, Sendable {
  /// The presence from which on an image is accepted.
  package let threshold: Double
  /// Images of the model's kind.
  package let members: Int
  /// 95 % interval of the share of them that is accepted.
  package let accepted: Interval
  /// Images of other kinds.
  package let others: Int
  /// 95 % interval of the share of them that is accepted.
  package let falselyAccepted: Interval
  /// The area under the receiver curve; nil without images of both kinds.
  package let auroc: Double?
  /// The receiver curve.
  package let points: [ReceiverCurve.Point]

  package init(threshold: Double, members: [Double], others: [Double]) {
    func interval(_ scores: [Double]) -> Interval {
      .wilson(scores.count { $0 >= threshold }, of: scores.count)
    }
    self.threshold = threshold
    self.members = members.count
    self.others = others.count
    accepted = interval(members)
    falselyAccepted = interval(others)
    auroc = Threshold.auroc(positives: members, negatives: others)
    points = ReceiverCurve.points(positives: members, negatives: others)
  }
}
