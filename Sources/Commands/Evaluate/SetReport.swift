import Evaluation
import Foundation
import Taxonomy

/// How the sets that the model states did on labelled images.
struct SetReport: Encodable, Sendable {
  /// What they promise.
  let coverage: Double
  /// Images that got a set: all but those refused as something else.
  let images: Int
  /// The share of sets that held the right class, with its 95 % interval.
  let held: Double
  let interval: Interval
  let meanSize: Double

  /// Nil where no image got a set.
  init?(_ images: [JudgedImage], classes: [String]) {
    let sets = images.compactMap { image in image.answer.set.map { (image.judgement.truth, $0) } }
    guard let first = sets.first else { return nil }
    let count = sets.count { truth, set in set.classes.contains { $0.id == classes[truth] } }
    coverage = first.1.coverage
    self.images = sets.count
    held = Double(count) / Double(sets.count)
    interval = .wilson(count, of: sets.count)
    meanSize = Double(sets.reduce(0) { $0 + $1.1.classes.count }) / Double(sets.count)
  }

  /// For people.
  var line: String {
    String(
      format: "sets    %.1f %% hold the right class (%@; %.4g %% promised), %.2f classes each", held * 100,
      interval.percentText, coverage * 100, meanSize)
  }
}
