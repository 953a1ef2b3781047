import Evaluation
import Foundation
import Inference
import Support
import Torch

/// A trained head with the hyperparameters chosen for it.
struct TrainedHead: Sendable {
  var classifier: LinearClassifier
  var decay: Double
  /// Accuracy and mean negative log-likelihood on the validation split, at temperature 1; nil without one.
  var validation: (top1: Double, nll: Double)?
}

/// Trains multinomial logistic regression on features, decay weighing standardised features alike.
struct HeadTrainer: Sendable {
  let classes: Int
  let progress: any ProgressReporter
  /// Whether every class counts alike, however few images it has.
  var isBalanced = false

  /// Where the search for a decay begins.
  static let firstDecay = 1.0
  /// What is tried after the first: weaker and weaker ones, each fit starting where the one before ended.
  static let weakerDecays = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001]
  /// What is tried where no weaker one is better.
  static let strongerDecays = [3.0, 10, 30, 100]
  /// The decay if there is no validation split to choose it on.
  static let usualDecay = 0.3

  /// Enough to tell decays apart: each fit moves on from where the one before it ended.
  static var rough: LBFGS {
    var options = LBFGS()
    options.iterations = 12
    options.tolerance = 1e-2
    options.fall = 0.2
    return options
  }

  /// Converged until nothing measurable changes: a thousandth of the initial gradient.
  static var exact: LBFGS {
    var options = LBFGS()
    options.tolerance = 1e-3
    return options
  }

  /// Chooses the decay on the validation split, going on as long as the next one is better.
  ///
  /// - Parameters:
  ///   - prior: What decay pulls towards and the first fit starts from; zero if nil.
  ///   - sharing: Other processes that have some of the rows.
  func choose(
    train: LabelledFeatures, validation: LabelledFeatures, prior: LinearClassifier?, decay fixed: Double?,
    sharing: SharedFit? = nil
  ) throws -> TrainedHead {
    let regression = try regression(on: train, .train, sharing)
    let chosen = try choose(regression, validation: validation, prior: prior, decay: fixed)
    try regression.finish()
    return chosen
  }

  private func choose(
    _ regression: SoftmaxRegression, validation: LabelledFeatures, prior: LinearClassifier?, decay fixed: Double?
  ) throws -> TrainedHead {
    let start = prior.map { SoftmaxRegression.Solution(startingAt: $0.rows, bias: $0.bias) }
    guard validation.count > 0, fixed == nil else {
      let head = try fit(regression, fixed ?? Self.usualDecay, prior: prior, from: start, Self.exact).head
      let isMeasured = validation.count > 0
      return TrainedHead(
        classifier: head, decay: fixed ?? Self.usualDecay,
        validation: isMeasured ? try Self.measure(head, on: validation, classes: classes) : nil)
    }
    let (best, solution) = try search(regression, validation: validation, prior: prior, from: start)
    // Calibration needs a head as confident as the one that is shipped.
    let head = try fit(regression, best.decay, prior: prior, from: solution, Self.exact).head
    return TrainedHead(classifier: head, decay: best.decay, validation: best.validation)
  }

  /// Tries decays from the first one on, weaker ones and then, where none of these is better, stronger ones.
  private func search(
    _ regression: SoftmaxRegression, validation: LabelledFeatures, prior: LinearClassifier?,
    from start: SoftmaxRegression.Solution?
  ) throws -> (best: TrainedHead, solution: SoftmaxRegression.Solution) {
    func attempt(
      _ decay: Double, from start: SoftmaxRegression.Solution?
    ) throws -> (trained: TrainedHead, nll: Double, solution: SoftmaxRegression.Solution) {
      let (head, solution) = try fit(regression, decay, prior: prior, from: start, Self.rough)
      let figures = try Self.measure(head, on: validation, classes: classes, isBalanced: isBalanced)
      progress.note(
        String(
          format: "weight decay %g: validation top-1 %.2f %%, NLL %.4f (%d %@)", decay, figures.top1 * 100,
          figures.nll, solution.iterations, solution.iterations == 1 ? "iteration" : "iterations"))
      return (TrainedHead(classifier: head, decay: decay, validation: figures), figures.nll, solution)
    }
    let first = try attempt(Self.firstDecay, from: start)
    var best = first
    for decays in [Self.weakerDecays, Self.strongerDecays] where best.trained.decay == Self.firstDecay {
      var solution = first.solution
      for decay in decays {
        let next = try attempt(decay, from: solution)
        if next.nll > best.nll { break }
        if next.nll < best.nll { best = next }
        solution = next.solution
      }
    }
    return (best.trained, best.solution)
  }

  private func fit(
    _ regression: SoftmaxRegression, _ decay: Double, prior: LinearClassifier?,
    from start: SoftmaxRegression.Solution?, _ options: LBFGS
  ) throws -> (head: LinearClassifier, solution: SoftmaxRegression.Solution) {
    var options = options
    // Of the same rows it is much the same, whatever the decay.
    options.scale = start?.scale
    let solution = try regression.fit(.standardised(decay), prior: prior?.rows, from: start, options: options)
    return (LinearClassifier(solution, classes: classes, features: regression.features), solution)
  }

  /// A head of a given decay, as far as `options` go.
  func fit(
    _ features: LabelledFeatures, decay: Double, prior: LinearClassifier?, from start: LinearClassifier? = nil,
    _ options: LBFGS
  ) throws -> LinearClassifier {
    let begin = (start ?? prior).map { SoftmaxRegression.Solution(startingAt: $0.rows, bias: $0.bias) }
    return try fit(regression(on: features), decay, prior: prior, from: begin, options).head
  }

  /// Fits once more on all data, starting from the chosen head.
  func refit(
    _ chosen: TrainedHead, on all: LabelledFeatures, prior: LinearClassifier?, sharing: SharedFit? = nil
  ) throws -> TrainedHead {
    let start = SoftmaxRegression.Solution(startingAt: chosen.classifier.rows, bias: chosen.classifier.bias)
    let regression = try regression(on: all, .all, sharing)
    let head = try fit(regression, chosen.decay, prior: prior, from: start, Self.exact).head
    try regression.finish()
    return TrainedHead(classifier: head, decay: chosen.decay, validation: chosen.validation)
  }

  private func regression(
    on features: LabelledFeatures, _ rows: SharedFit.Rows = .train, _ sharing: SharedFit? = nil
  ) throws -> SoftmaxRegression {
    let weights = isBalanced ? Self.classWeights(features.labels, classes: classes).map(Float.init) : nil
    if let sharing {
      return try sharing.regression(on: rows, classes: classes, learnt: Set(features.labels), classWeights: weights)
    }
    return try SoftmaxRegression(
      features.regressionRows, labels: features.labels, classes: classes,
      sampleWeights: weights.map { weights in features.labels.map { weights[$0] } })
  }

  /// What a row of each class weighs where all classes weigh alike; the mean over the rows is 1.
  private static func classWeights(_ labels: [Int], classes: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    let seen = Double(counts.count { $0 > 0 })
    return counts.map { $0 > 0 ? Double(labels.count) / (seen * $0) : 0 }
  }

  /// Accuracy and mean negative log-likelihood; balanced, each is the mean over the classes.
  static func measure(
    _ head: LinearClassifier, on features: LabelledFeatures, classes: Int, isBalanced: Bool = false
  ) throws -> (top1: Double, nll: Double) {
    let weights = isBalanced ? classWeights(features.labels, classes: classes) : nil
    var right = 0.0
    var loss = 0.0
    try head.forEachRow(of: features) { row, scores in
      let label = scores.startIndex + features.labels[row]
      let weight = weights?[features.labels[row]] ?? 1
      if scores.indices.max(by: { scores[$0] < scores[$1] }) == label { right += weight }
      loss += weight * (Softmax.logSumExp(scores) - Double(scores[label]))
    }
    let count = Double(max(features.count, 1))
    return (right / count, loss / count)
  }
}

extension LinearClassifier {
  fileprivate init(_ solution: SoftmaxRegression.Solution, classes: Int, features: Int) {
    self.init(classes: classes, features: features, rows: solution.weight, bias: solution.bias)
  }
}
