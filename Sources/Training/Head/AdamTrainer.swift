import Inference
import NeuralNetwork
import Support
import Torch

/// Trains a head with Adam on shuffled batches of features: the original demonstration's recipe with its bugs fixed.
///
/// The loss is the mean over all rows, the last batch may be smaller, and the betas are those given.
struct AdamTrainer: Sendable {
  let classes: Int
  let recipe: AdamRecipe
  let seed: UInt64
  let progress: any ProgressReporter

  /// The head of the best epoch by the validation split, or of the last one where that is empty.
  ///
  /// Throws `TorchError`, and `TuningError` where the log can't be written. The order of rows depends on the seed
  /// alone.
  func train(
    _ features: LabelledFeatures, validation: LabelledFeatures? = nil, log: RunLog? = nil
  ) throws -> TrainedHead {
    let begun = ContinuousClock.now
    var fit = try AdamFit(classes: classes, on: features, recipe: recipe, seed: seed)
    let before = try figures(of: fit.head(), on: validation)
    var summary = RunSummary()
    var best = TrainedHead(classifier: try fit.head(), decay: 0, validation: nil)
    progress.begin("epochs", total: recipe.epochs)
    for epoch in 1...max(recipe.epochs, 1) {
      let from = ContinuousClock.now
      let loss = try fit.epoch()
      let seconds = (.now - from) / .seconds(1)
      let head = try fit.head()
      let found = try figures(of: head, on: validation)
      if found.images == 0 || summary.best.map(found.isBetter) ?? true {
        // A copy: further training must not change it.
        best = TrainedHead(classifier: head, decay: 0, validation: found.images == 0 ? nil : (found.top1, found.loss))
        if found.images > 0 { (summary.best, summary.bestEpoch) = (found, epoch) }
      }
      summary.epochs = epoch
      try log?.epoch(
        EpochFigures(
          epoch: epoch, step: fit.steps, rate: recipe.learningRate, trainingLoss: loss, validation: found,
          imagesPerSecond: Double(features.count) / max(seconds, 1e-9), waiting: 0, seconds: seconds),
        start: before)
      progress.advance(to: epoch, of: recipe.epochs)
    }
    summary.seconds = (.now - begun) / .seconds(1)
    try log?.finish(summary)
    if let epoch = summary.bestEpoch, let figures = summary.best {
      progress.note("The head's best epoch is \(epoch) of \(recipe.epochs): \(figures).")
    }
    return best
  }

  private func figures(of head: LinearClassifier, on validation: LabelledFeatures?) throws -> ValidationFigures {
    guard let validation, validation.count > 0 else { return ValidationFigures(top1: 0, loss: .infinity, images: 0) }
    let measured = try HeadTrainer.measure(head, on: validation, classes: classes)
    return ValidationFigures(top1: measured.top1, loss: measured.nll, images: validation.count)
  }
}

/// A head that Adam moves.
private struct AdamFit {
  private let classes: Int
  private let features: LabelledFeatures
  /// All features [n, d] where they take little memory; nil where batches are read each time.
  private let held: Tensor?
  private let batchSize: Int
  private let weight: Tensor
  private let bias: Tensor
  private let optimizer: Adam
  private var generator: SplitMix64
  private var order: [Int]
  /// Steps taken.
  private(set) var steps = 0

  /// Features that take no more than this are read once, and not again for every epoch.
  private static let heldBytes = 256 << 20

  init(classes: Int, on features: LabelledFeatures, recipe: AdamRecipe, seed: UInt64) throws {
    (self.classes, self.features, batchSize) = (classes, features, recipe.batchSize)
    let (count, width) = (features.count, features.width)
    held = try count > 0 && 4 * count * width <= Self.heldBytes ? features.regressionRows.tensor(0..<count) : nil
    var generator = SplitMix64(seed: seed)
    let bound = 1 / Float(width).squareRoot()
    let start = (0..<(classes * width)).map { _ in generator.float(within: bound) }
    (self.generator, order) = (generator, Array(0..<count))
    weight = try Tensor(start, shape: [classes, width])
    bias = try Tensor.zeros([classes])
    optimizer = try Adam(
      [weight, bias], rate: recipe.learningRate, beta1: recipe.beta1, beta2: recipe.beta2, decay: .none)
  }

  /// The head as it is now.
  func head() throws -> LinearClassifier {
    LinearClassifier(
      classes: classes, features: features.width, rows: try weight.values(Float.self), bias: try bias.values(Float.self)
    )
  }

  /// Goes through all rows once, in an order shuffled from the last one's; returns the mean loss.
  mutating func epoch() throws -> Double {
    order.shuffle(using: &generator)
    var sum = 0.0
    for first in stride(from: 0, to: order.count, by: batchSize) {
      sum += try step(Array(order[first..<min(first + batchSize, order.count)]))
      steps += 1
    }
    return sum / Double(max(order.count, 1))
  }

  /// Moves the head by a batch, whose losses it adds up.
  ///
  /// With P = softmax(X Wᵀ + b) and targets T of m rows, the mean cross-entropy's gradients are (P − T)ᵀ X / m and the column sums of
  /// (P − T) / m.
  private func step(_ rows: [Int]) throws -> Double {
    let batch =
      try held?.indexed(0, by: Tensor(rows.map(Int64.init)))
      ?? Tensor(features.chosen(rows).values(), shape: [rows.count, features.width])
    let logProbabilities = try (batch.product(weight.transposed()) + bias).logSoftmax()
    let targets = try Tensor(shape: [rows.count, classes]) {
      (buffer: UnsafeMutableBufferPointer<Float>) throws(TorchError) in
      buffer.update(repeating: 0)
      for (place, row) in rows.enumerated() { buffer[place * classes + features.labels[row]] = 1 }
    }
    let excess = try (logProbabilities.exp() - targets) / Double(rows.count)
    try optimizer.step(along: [
      excess.transposed().product(batch), excess.sum(over: [0]),
    ])
    return -(try (targets * logProbabilities).sum().scalar())
  }
}
