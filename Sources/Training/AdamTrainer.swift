import Features
import NeuralNetwork
import Support
import Torch

/// Trains a head by Adam over shuffled batches of features: the original demonstration's recipe, its faults mended.
///
/// The loss is the mean over all rows, the last batch may be smaller, and the betas are those given.
struct AdamTrainer: Sendable {
  let classes: Int
  let recipe: AdamRecipe
  let seed: UInt64
  let progress: any ProgressReporter

  /// The head of the best epoch by the validation part, or of the last one where that is empty.
  ///
  /// Throws `TorchError`, and `TuningError` where the log can't be written. The order of rows depends on the seed alone.
  func train(
    _ features: LabelledFeatures, validation: LabelledFeatures? = nil, log: RunLog? = nil
  ) throws -> TrainedHead {
    let width = features.width
    let begun = ContinuousClock.now
    var generator = SplitMix64(seed: seed)
    let bound = 1 / Float(width).squareRoot()
    let start = (0..<(classes * width)).map { _ in Float.random(in: -bound...bound, using: &generator) }
    let weight = try Tensor(start, shape: [classes, width]).requireGradient()
    let bias = try Tensor.zeros([classes]).requireGradient()
    let optimizer = try Adam(
      [weight, bias], rate: recipe.learningRate, beta1: recipe.beta1, beta2: recipe.beta2, decay: .none)
    func head() throws -> LinearClassifier {
      LinearClassifier(
        classes: classes, features: width, rows: try weight.detached().values(Float.self),
        bias: try bias.detached().values(Float.self))
    }
    func figures(of head: LinearClassifier) throws -> ValidationFigures {
      guard let validation, validation.count > 0 else { return ValidationFigures(top1: 0, loss: .infinity, images: 0) }
      let measured = try HeadTrainer.measure(head, on: validation, classes: classes)
      return ValidationFigures(top1: measured.top1, loss: measured.nll, images: validation.count)
    }
    let before = try figures(of: head())
    var state = TuningState(plan: recipe.plan(seed: seed), dataHash: "", net: "", start: before)
    var best = TrainedHead(classifier: try head(), decay: 0, validation: nil)
    progress.begin("epochs", total: recipe.epochs)
    var order = Array(0..<features.count)
    for epoch in 1...max(recipe.epochs, 1) {
      let from = ContinuousClock.now
      order.shuffle(using: &generator)
      var sum = 0.0
      for first in stride(from: 0, to: order.count, by: recipe.batchSize) {
        let rows = order[first..<min(first + recipe.batchSize, order.count)]
        let batch = try Tensor(
          rows.flatMap { features.values[($0 * width)..<(($0 + 1) * width)] }, shape: [rows.count, width])
        let labels = try Tensor(rows.map { Int64(features.labels[$0]) }, shape: [rows.count])
        try optimizer.clearGradients()
        let loss = try batch.linear(weight, bias: bias).crossEntropy(labels)
        try loss.backward()
        try optimizer.step()
        sum += try loss.detached().scalar() * Double(rows.count)
        state.step += 1
      }
      let seconds = (.now - from) / .seconds(1)
      let made = try head()
      let found = try figures(of: made)
      if found.images == 0 || found.isBetter(than: state.best ?? ValidationFigures(top1: -1, loss: 0, images: 0)) {
        // A copy: what training goes on with must not change it.
        best = TrainedHead(
          classifier: made, decay: 0, validation: found.images == 0 ? nil : (found.top1, found.loss))
        if found.images > 0 { (state.best, state.bestEpoch) = (found, epoch) }
      }
      state.epoch = epoch
      try log?.epoch(
        EpochFigures(
          epoch: epoch, step: state.step, rate: recipe.learningRate, trainingLoss: sum / Double(max(order.count, 1)),
          validation: found, imagesASecond: Double(order.count) / max(seconds, 1e-9), waiting: 0, seconds: seconds),
        start: before)
      progress.advance(to: epoch, of: recipe.epochs)
    }
    state.seconds = (.now - begun) / .seconds(1)
    try log?.finish(state)
    if let epoch = state.bestEpoch, let figures = state.best {
      progress.note("The head's best epoch is \(epoch) of \(recipe.epochs): \(TuningLoop.text(figures)).")
    }
    return best
  }
}

extension AdamRecipe {
  /// The same as a plan, for the log.
  func plan(seed: UInt64) -> TuningPlan {
    var plan = TuningPlan()
    (plan.depth, plan.epochs, plan.batchSize, plan.rate) = (.head, epochs, batchSize, learningRate)
    plan.rule = .adam(beta1: beta1, beta2: beta2)
    (plan.schedule, plan.warmUpEpochs, plan.weightDecay, plan.smoothing) = (.constant, 0, 0, 0)
    (plan.augmentation, plan.seed) = (.none, seed)
    return plan
  }
}
