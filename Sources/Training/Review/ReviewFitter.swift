import Evaluation
import Foundation
import Inference
import Support
import Torch

/// Fits heads to labels that change a little from time to time: each fit starts where the last one ended.
///
/// Not `Sendable`: it belongs to the actor that fits. Besides the head that is judged there is one for each fold of the images,
/// learnt without it, so that every label can be doubted by a head that hasn't learnt it.
final class ReviewFitter {
  /// How many heads doubt labels.
  static let folds = 5
  /// The weight decay of the head that is judged.
  static let decay = HeadTrainer.usualDecay

  private let rows: ReviewRows
  private let features: Tensor
  /// Which fold each row is in.
  private let fold: [Int]
  /// The rows that `base` holds, fold by fold.
  private var learnt: [Int] = []
  private var base: SoftmaxRegression?
  private var prior: LinearClassifier?
  /// How many rows the prior was made of.
  private var priorCount = 0
  /// The last solution of each fold, and behind them of the head that is judged.
  private var solutions: [SoftmaxRegression.Solution?] = Array(repeating: nil, count: folds + 1)
  /// The fold that is fitted further next, and the labels that each was fitted to.
  private var turn = 0
  private var temperature: Float?

  init(_ rows: ReviewRows, labels: ReviewLabels) throws {
    self.rows = rows
    features = try Tensor(rows.values, shape: [rows.count, rows.width])
    fold = OutOfFold.folds(labels.labels.map { $0 ?? -1 }, groups: rows.groups, count: Self.folds, seed: 7)
  }

  /// Fits all heads to the labels, and works out what follows for each row.
  func fit(_ labels: ReviewLabels) throws -> ReviewFit {
    let begun = ContinuousClock.now
    let learnt = labels.learnt
    guard Set(learnt.compactMap { labels.labels[$0] }).count >= 2 else {
      base = nil
      self.learnt = []
      return ReviewFit(
        head: nil, classes: labels.classes, probabilities: [], doubts: [], accuracy: nil, nll: nil, seconds: 0)
    }
    let isNew = try prepare(learnt, labels)
    let head = try refit(Self.folds, labels, decay: Self.decay, moves: true)
    var logits = try self.logits(of: Array(0..<rows.count), by: head)
    // Where nothing was fitted yet all folds are; later one after another, for a few labels change little.
    let due = isNew ? Array(0..<Self.folds) : [turn]
    turn = (turn + 1) % Self.folds
    for number in 0..<Self.folds {
      let own = self.learnt.filter { fold[$0] == number }
      guard !own.isEmpty, own.count < self.learnt.count else { continue }
      let doubting = try refit(number, labels, decay: OutOfFold().decay, moves: due.contains(number))
      let found = try self.logits(of: own, by: doubting)
      for (place, row) in own.enumerated() {
        for c in 0..<labels.classes { logits[row * labels.classes + c] = found[place * labels.classes + c] }
      }
    }
    return try ranked(logits, head: head, labels, since: begun)
  }

  /// Takes in which rows are learnt from; returns whether there are so many new ones that all heads have to move.
  private func prepare(_ rows: [Int], _ labels: ReviewLabels) throws -> Bool {
    let known = Set(learnt)
    // Rows that are left out only weigh nothing.
    guard base == nil || !known.isSuperset(of: rows) else { return false }
    let isFirst = base == nil || rows.count > learnt.count + max(learnt.count / 20, 0)
    learnt = known.union(rows).sorted { (fold[$0], $0) < (fold[$1], $1) }
    let given = learnt.map { labels.labels[$0] ?? 0 }
    let chosen = self.rows.chosen(learnt, labels: given)
    base = try SoftmaxRegression(
      chosen.regressionRows, labels: chosen.labels, classes: labels.classes)
    if rows.count >= 2 * priorCount || (prior?.classes ?? labels.classes) < labels.classes {
      prior = try ReviewPrior.make(
        of: self.rows.chosen(rows, labels: rows.map { labels.labels[$0] ?? 0 }), classes: labels.classes,
        own: self.rows.own)
      priorCount = rows.count
    }
    return isFirst
  }

  /// Fits one head further, without the rows of its fold; `moves` is false where it is good enough if it was before.
  private func refit(_ number: Int, _ labels: ReviewLabels, decay: Double, moves: Bool) throws -> LinearClassifier {
    if !moves, let known = solutions[number], known.bias.count == labels.classes {
      return LinearClassifier(classes: labels.classes, features: rows.width, rows: known.weight, bias: known.bias)
    }
    guard let base else { throw RegressionError.nothingToLearn(samples: 0, features: rows.width, classes: 0) }
    let weights = learnt.map { row -> Float in
      labels.labels[row] == nil || labels.isLeftOut[row] || labels.isValidation[row] || fold[row] == number ? 0 : 1
    }
    guard weights.contains(where: { $0 > 0 }) else {
      return LinearClassifier(
        classes: labels.classes, features: rows.width, rows: Array(repeating: 0, count: labels.classes * rows.width),
        bias: Array(repeating: 0, count: labels.classes))
    }
    let regression = try base.relabelled(
      learnt.map { labels.labels[$0] ?? 0 }, classes: labels.classes, sampleWeights: weights)
    let prior = prior.map { $0.extended(to: labels.classes) }
    let known = solutions[number].map { $0.extended(to: labels.classes, features: rows.width) }
    var options = LBFGS()
    (options.iterations, options.tolerance) = (40, 1e-2)
    if let known { (options.scale, options.fall, options.iterations) = (known.scale, 0.5, 3) }
    let solution = try regression.fit(
      .standardised(decay), prior: prior?.rows,
      from: known ?? prior.map { SoftmaxRegression.Solution(startingAt: $0.rows, bias: $0.bias) }, options: options)
    solutions[number] = solution
    return LinearClassifier(
      classes: labels.classes, features: rows.width, rows: solution.weight, bias: solution.bias)
  }

  private func logits(of rows: [Int], by head: LinearClassifier) throws -> [Float] {
    guard !rows.isEmpty else { return [] }
    let all = rows.count == self.rows.count
    let input = all ? features : try features.indexed(0, by: Tensor(rows.map(Int64.init)))
    let weight = try Tensor(head.rows, shape: [head.classes, head.features]).transposed()
    return try (input.product(weight) + Tensor(head.bias, shape: [1, head.classes])).values()
  }

  private func ranked(
    _ logits: [Float], head: LinearClassifier, _ labels: ReviewLabels, since begun: ContinuousClock.Instant
  ) throws -> ReviewFit {
    let classes = labels.classes
    let asked = labels.labels.indices.filter { labels.labels[$0] != nil && !labels.isLeftOut[$0] }
    let known = asked.map { labels.labels[$0] ?? 0 }
    if temperature == nil {
      temperature = try Float(
        Temperature.fit(
          logits: learnt.flatMap { logits[($0 * classes)..<(($0 + 1) * classes)] },
          labels: learnt.map { labels.labels[$0] ?? 0 }
        ).value)
    }
    let scale = Double(1 / (temperature ?? 1))
    let probabilities: [Float] = try (Tensor(logits, shape: [rows.count, classes]) * scale).softmax().values()
    let learning = try ConfidentLearning(
      probabilities: asked.flatMap { probabilities[($0 * classes)..<(($0 + 1) * classes)] }, labels: known,
      classes: classes)
    let doubts = learning.doubts().map {
      LabelDoubt(
        row: asked[$0.row], label: $0.label, likely: $0.likely, probability: $0.probability,
        likelyProbability: $0.likelyProbability, isWrong: $0.isWrong)
    }
    let judges = labels.judges
    var (right, loss) = (0, 0.0)
    for row in judges {
      let own = logits[(row * classes)..<((row + 1) * classes)]
      let label = own.startIndex + (labels.labels[row] ?? 0)
      if own.indices.max(by: { own[$0] < own[$1] }) == label { right += 1 }
      loss += Softmax.logSumExp(own) - Double(own[label])
    }
    return ReviewFit(
      head: head, classes: classes, probabilities: probabilities, doubts: doubts,
      accuracy: judges.isEmpty ? nil : Proportion(right, of: judges.count),
      nll: judges.isEmpty ? nil : loss / Double(judges.count), seconds: (ContinuousClock.now - begun).inSeconds)
  }
}

extension LinearClassifier {
  /// The same with further classes that nothing speaks for yet.
  fileprivate func extended(to count: Int) -> LinearClassifier {
    guard count > classes else { return self }
    return LinearClassifier(
      classes: count, features: features, rows: rows + [Float](repeating: 0, count: (count - classes) * features),
      bias: bias + [Float](repeating: bias.min() ?? 0, count: count - classes))
  }
}

extension SoftmaxRegression.Solution {
  fileprivate func extended(to count: Int, features: Int) -> Self {
    guard count > bias.count else { return self }
    let more = count - bias.count
    var grown = SoftmaxRegression.Solution(
      startingAt: weight + [Float](repeating: 0, count: more * features),
      bias: bias + [Float](repeating: bias.min() ?? 0, count: more))
    grown.scale = scale
    return grown
  }
}
