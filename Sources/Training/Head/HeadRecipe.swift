/// How the head is trained.
package enum HeadRecipe: Sendable, Hashable {
  /// To the optimum of the regularised likelihood; the decay is chosen on the validation split unless given.
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

/// The original demonstration's recipe, with betas that take effect.
package struct AdamRecipe: Sendable, Hashable {
  /// How often all training images are gone through.
  package var epochs: Int
  /// Images per step.
  package var batchSize: Int
  /// The learning rate.
  package var learningRate: Double
  /// The decay of the gradient's moving average.
  package var beta1: Double
  /// The decay of the squared gradient's moving average.
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
