/// How an image is answered by some of a model's nets and looks where that is as good as by all of them.
///
/// Stages are gone through in the order of their cost, and each continues with what those before it computed. After the last of
/// them all nets and looks answer, as the rest of the description says.
package struct CascadePolicy: Codable, Hashable, Sendable {
  /// The nets in the order in which they are asked, each compiled by itself; empty where all of them are asked at once.
  package var nets: [String]
  /// What may answer alone, the cheapest first; never empty.
  package var stages: [CascadeStage]
  /// What validation found.
  package var record: CascadeRecord

  package init(nets: [String], stages: [CascadeStage], record: CascadeRecord) {
    (self.nets, self.stages, self.record) = (nets, stages, record)
  }

  /// How many parts the nets are asked in.
  package var parts: Int { max(nets.count, 1) }

  /// The stages that some of the nets answer, with the names of their heads' arrays.
  package var ownHeads: [(stage: Int, prefix: String)] {
    stages.indices.filter { stages[$0].nets < parts }.map { ($0, Self.headPrefix(stage: $0)) }
  }

  /// What the arrays of a stage's own head begin with.
  package static func headPrefix(stage: Int) -> String { "stage.\(stage + 1)." }
}

/// Some of the nets and looks, and when their answer is enough.
package struct CascadeStage: Codable, Hashable, Sendable {
  /// How many of the cascade's nets are asked, from the first on.
  package var nets: Int
  /// How many looks they take; more than one only where all nets are asked.
  package var looks: Int
  /// The calibrated probability of the first class from which the stage answers alone, if it is sure by its own thresholds,
  /// with a set of one where there are sets.
  package var answersFrom: Double
  /// The least energy, T log Σ exp(zᵢ / T), of the logits with which it answers; nil where any will do.
  ///
  /// A class that the model doesn't know leaves all logits low, however certain the first of them is next to the others.
  package var leastEnergy: Double?
  /// Divides the stage's logits.
  package var temperature: Double
  /// The stage's own thresholds.
  package var verdict: VerdictPolicy
  /// The stage's own sets.
  package var sets: SetPolicy?
  /// The multiplications up to here as a share of those of all nets and looks, from 0 to 1.
  package var work: Double

  package init(
    nets: Int, looks: Int, answersFrom: Double, leastEnergy: Double? = nil, temperature: Double, verdict: VerdictPolicy,
    sets: SetPolicy?, work: Double
  ) {
    (self.nets, self.looks, self.answersFrom, self.leastEnergy) = (nets, looks, answersFrom, leastEnergy)
    (self.temperature, self.verdict, self.sets, self.work) = (temperature, verdict, sets, work)
  }
}

/// A cascade next to all nets and looks, on validation images and their changed copies that its heads hadn't learnt from.
package struct CascadeRecord: Codable, Hashable, Sendable {
  /// How many images that were.
  package var images: Int
  /// How many of them each stage answered; the last are those that took all nets and looks.
  package var answered: [Int]
  /// The share answered rightly by the cascade, and by all nets and looks.
  package var top1: Double
  /// The same by all nets and looks.
  package var top1OfAll: Double
  /// The expected calibration error of the cascade.
  package var ece: Double
  /// The same of all nets and looks.
  package var eceOfAll: Double
  /// The multiplications as a share of those of all nets and looks.
  package var work: Double

  package init(
    images: Int, answered: [Int], top1: Double, top1OfAll: Double, ece: Double, eceOfAll: Double, work: Double
  ) {
    (self.images, self.answered, self.top1, self.top1OfAll) = (images, answered, top1, top1OfAll)
    (self.ece, self.eceOfAll, self.work) = (ece, eceOfAll, work)
  }
}
