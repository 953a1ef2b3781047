import Evaluation
import Foundation
import Inference
import NeuralNetwork
import Support
import Torch

/// Every image's probabilities by a head that was trained without it.
package struct OutOfFold: Sendable {
  /// How many heads are trained, each without its share of the images.
  package var folds = 5
  /// What the shares are drawn from.
  package var seed: UInt64 = 7
  /// The weight decay of standardised features: stronger than a model's own, so that wrong labels are not learnt by heart.
  package var decay = 1.0

  package init() {}

  /// `count × classes` probabilities, row by row.
  ///
  /// - Parameters:
  ///   - features: A row and a label for each image.
  ///   - groups: Rows with an equal number are copies of one image and stay together; one number per row.
  ///   - own: The backbone's own classifier, whose rows heads start from where they fit.
  /// - Throws: `RegressionError`, `TorchError`.
  package func probabilities(
    of features: LabelledFeatures, groups: [Int], classes: Int, own: LinearClassifier,
    done: (Int) -> Void = { _ in }
  ) throws -> [Float] {
    let fold = Self.folds(features.labels, groups: groups, count: folds, seed: seed)
    var logits = [Float](repeating: 0, count: features.count * classes)
    for turn in 0..<folds {
      let (inside, outside) = (
        features.labels.indices.filter { fold[$0] != turn }, fold.indices.filter { fold[$0] == turn }
      )
      guard !outside.isEmpty, !inside.isEmpty else { continue }
      let train = features.chosen(inside)
      let prior = try PriorHead.make(BackbonePrior(of: train, classes: classes, own: own), calibratedOn: train)
      let trainer = HeadTrainer(classes: classes, progress: SilentProgress())
      let head = try trainer.fit(train, decay: decay, prior: prior, Self.brief)
      let found = try head.logits(ofRows: outside, in: features)
      for (place, row) in outside.enumerated() {
        for c in 0..<classes { logits[row * classes + c] = found[place * classes + c] }
      }
      done(turn + 1)
    }
    let temperature = try Float(Temperature.fit(logits: logits, labels: features.labels).value)
    var probabilities: [Float] = []
    probabilities.reserveCapacity(logits.count)
    for row in 0..<features.count {
      probabilities += Softmax.floatProbabilities(
        Array(logits[(row * classes)..<((row + 1) * classes)]), temperature: temperature)
    }
    return probabilities
  }

  /// Enough for who is doubted, which a hundredth of the gradient no longer changes.
  private static var brief: LBFGS {
    var options = LBFGS()
    options.iterations = 40
    options.tolerance = 1e-2
    return options
  }

  /// Which fold each row is in: groups are dealt out class by class, in an order drawn from the seed.
  static func folds(_ labels: [Int], groups: [Int], count: Int, seed: UInt64) -> [Int] {
    var generator = SplitMix64(seed: seed)
    var members: [Int: [Int]] = [:]
    for (row, group) in groups.enumerated() { members[group, default: []].append(row) }
    let byClass = Dictionary(grouping: members.keys.sorted()) { group in members[group].map { labels[$0[0]] } ?? 0 }
    var fold = [Int](repeating: 0, count: labels.count)
    var next = 0
    for label in byClass.keys.sorted() {
      for group in (byClass[label] ?? []).shuffled(using: &generator) {
        for row in members[group] ?? [] { fold[row] = next % count }
        next += 1
      }
    }
    return fold
  }
}
