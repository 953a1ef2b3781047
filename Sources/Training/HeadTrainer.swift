import Evaluation
import Features
import Foundation
import Support
import Torch

/// How the head is trained.
package enum HeadRecipe: Sendable, Hashable {
  /// To the optimum of the regularised likelihood; the decay is chosen on the validation part unless given.
  case converged(decay: Double?)
  /// By steps of Adam over shuffled batches.
  case adam(AdamRecipe)

  var name: String {
    switch self {
    case .converged: "converged"
    case .adam: "adam"
    }
  }
}

/// The original demonstration's way, its betas honoured.
package struct AdamRecipe: Sendable, Hashable {
  package var epochs: Int
  package var batchSize: Int
  package var learningRate: Double
  package var beta1: Double
  package var beta2: Double

  package init(
    epochs: Int = 30, batchSize: Int = 120, learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.99
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
  }
}

/// A trained head with what was chosen on the way.
struct TrainedHead: Sendable {
  var classifier: LinearClassifier
  var decay: Double
  /// Accuracy and mean negative log-likelihood on the validation part, at temperature 1; nil without one.
  var validation: (top1: Double, nll: Double)?
}

/// Trains multinomial logistic regression on features, decay weighing standardised features alike.
struct HeadTrainer: Sendable {
  let classes: Int
  let progress: any ProgressReporter

  /// From strong to weak: each fit starts where the one before ended.
  static let decays = [1, 0.3, 0.1, 0.03, 0.01, 0.003]
  /// The decay where there is no validation part to choose it on.
  static let usualDecay = 0.3

  /// Enough to tell decays apart.
  static var rough: LBFGS {
    var options = LBFGS()
    options.iterations = 12
    options.tolerance = 1e-2
    return options
  }

  /// Until nothing that can be measured moves any more: a thousandth of the first gradient.
  static var exact: LBFGS {
    var options = LBFGS()
    options.tolerance = 1e-3
    return options
  }

  /// Chooses the decay on the validation part, stopping as soon as a weaker one is worse.
  ///
  /// - Parameter prior: What decay pulls towards and the first fit begins from; zero when nil.
  func choose(
    train: LabelledFeatures, validation: LabelledFeatures, prior: LinearClassifier?, decay fixed: Double?
  ) throws -> TrainedHead {
    let regression = try regression(on: train)
    let candidates = fixed.map { [$0] } ?? (validation.count == 0 ? [Self.usualDecay] : Self.decays)
    var best: TrainedHead?
    var start = prior.map { SoftmaxRegression.Solution(startingAt: $0.rows, bias: $0.bias) }
    for decay in candidates {
      let solution = try regression.fit(
        .standardised(decay), prior: prior?.rows, from: start, options: candidates.count > 1 ? Self.rough : Self.exact)
      start = solution
      let head = LinearClassifier(solution, classes: classes, features: train.width)
      guard validation.count > 0 else { return TrainedHead(classifier: head, decay: decay) }
      let figures = try Self.measure(head, on: validation, classes: classes)
      progress.note(
        String(
          format: "weight decay %g: validation top-1 %.2f %%, NLL %.4f (%d iterations)", decay, figures.top1 * 100,
          figures.nll, solution.iterations))
      if let known = best?.validation, figures.nll >= known.nll { break }
      best = TrainedHead(classifier: head, decay: decay, validation: figures)
    }
    guard let best else { throw TrainingError.engine(reason: "no weight decay could be tried") }
    guard candidates.count > 1 else { return best }
    // Calibration needs a head as sure of itself as the one that is shipped.
    let known = best.classifier
    let solution = try regression.fit(
      .standardised(best.decay), prior: prior?.rows,
      from: SoftmaxRegression.Solution(startingAt: known.rows, bias: known.bias), options: Self.exact)
    return TrainedHead(
      classifier: LinearClassifier(solution, classes: classes, features: train.width), decay: best.decay,
      validation: best.validation)
  }

  /// Fits once more with everything known, beginning from the head that was chosen.
  func refit(_ chosen: TrainedHead, on all: LabelledFeatures, prior: LinearClassifier?) throws -> TrainedHead {
    let start = SoftmaxRegression.Solution(startingAt: chosen.classifier.rows, bias: chosen.classifier.bias)
    let solution = try regression(on: all).fit(
      .standardised(chosen.decay), prior: prior?.rows, from: start, options: Self.exact)
    return TrainedHead(
      classifier: LinearClassifier(solution, classes: classes, features: all.width), decay: chosen.decay,
      validation: chosen.validation)
  }

  private func regression(on features: LabelledFeatures) throws -> SoftmaxRegression {
    try SoftmaxRegression(
      features: features.values, width: features.width, labels: features.labels, classes: classes)
  }

  /// Accuracy and mean negative log-likelihood.
  static func measure(
    _ head: LinearClassifier, on features: LabelledFeatures, classes: Int
  ) throws -> (top1: Double, nll: Double) {
    let logits = try head.logits(of: features)
    var right = 0
    var loss = 0.0
    for (row, label) in features.labels.enumerated() {
      let scores = logits[(row * classes)..<((row + 1) * classes)]
      let best = scores.indices.max { scores[$0] < scores[$1] }
      if best == row * classes + label { right += 1 }
      loss += Softmax.logSumExp(scores) - Double(scores[row * classes + label])
    }
    let count = Double(max(features.count, 1))
    return (Double(right) / count, loss / count)
  }
}

extension LinearClassifier {
  fileprivate init(_ solution: SoftmaxRegression.Solution, classes: Int, features: Int) {
    self.init(classes: classes, features: features, rows: solution.weight, bias: solution.bias)
  }
}
