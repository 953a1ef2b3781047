import Features
import NeuralNetwork
import Torch

/// Trains a head by Adam over shuffled batches of features: the original demonstration's recipe, its faults mended.
///
/// The loss is the mean over all rows, the last batch may be smaller, and the betas are those given.
struct AdamTrainer: Sendable {
  let classes: Int
  let recipe: AdamRecipe
  let seed: UInt64
  let progress: any ProgressReporter

  /// Throws `TorchError`. The order of rows depends on the seed alone.
  func train(_ features: LabelledFeatures) throws -> LinearClassifier {
    let width = features.width
    var generator = SplitMix64(seed: seed)
    let bound = 1 / Float(width).squareRoot()
    let start = (0..<(classes * width)).map { _ in Float.random(in: -bound...bound, using: &generator) }
    let weight = try Tensor(start, shape: [classes, width]).requireGradient()
    let bias = try Tensor.zeros([classes]).requireGradient()
    let optimizer = try Adam(
      [weight, bias], rate: recipe.learningRate, beta1: recipe.beta1, beta2: recipe.beta2, decay: .none)
    progress.begin("epochs", total: recipe.epochs)
    var order = Array(0..<features.count)
    for epoch in 1...max(recipe.epochs, 1) {
      order.shuffle(using: &generator)
      for first in stride(from: 0, to: order.count, by: recipe.batchSize) {
        let rows = order[first..<min(first + recipe.batchSize, order.count)]
        let batch = try Tensor(
          rows.flatMap { features.values[($0 * width)..<(($0 + 1) * width)] }, shape: [rows.count, width])
        let labels = try Tensor(rows.map { Int64(features.labels[$0]) }, shape: [rows.count])
        try optimizer.clearGradients()
        try batch.linear(weight, bias: bias).crossEntropy(labels).backward()
        try optimizer.step()
      }
      progress.advance(to: epoch, of: recipe.epochs)
    }
    return LinearClassifier(
      classes: classes, features: width, rows: try weight.detached().values(Float.self),
      bias: try bias.detached().values(Float.self))
  }
}
