/// How much of the net is trained.
package enum TuningDepth: Sendable, Hashable, Codable {
  /// Only the new classifier, on cached features.
  case head
  /// The classifier and the last stages before it.
  case last(Int)
  case full
}

/// Everything that determines the result of fine-tuning for the same weights and images.
package struct TuningPlan: Sendable, Hashable, Codable {
  package enum Rule: Sendable, Hashable, Codable {
    case sgd(momentum: Double, nesterov: Bool)
    case adam(beta1: Double, beta2: Double)
    case adamW(beta1: Double, beta2: Double)
  }

  package enum Balance: String, Sendable, Hashable, Codable, CaseIterable {
    case none
    /// Each class's loss weighs by the inverse of its count.
    case weights
    /// Each class is drawn equally often.
    case sampling
  }

  /// Which layers are trained.
  package var depth: TuningDepth = .full
  /// How often all training images are gone through.
  package var epochs = 5
  /// Images per optimizer step, over all processes.
  package var batchSize = 32
  /// Gradient accumulation steps per batch.
  package var accumulation = 1
  /// The optimizer.
  package var rule: Rule = .sgd(momentum: 0.9, nesterov: true)
  /// The highest learning rate.
  package var rate = 0.01
  /// How the learning rate changes.
  package var schedule: Schedule = .cosine
  /// Epochs in which the learning rate rises from 0.
  package var warmUpEpochs = 0.5
  /// Each stage's rate is this times that of the stage after it.
  package var layerDecay = 0.8
  /// Except on norms and biases.
  package var weightDecay = 1e-4
  /// The share of a label's weight that is spread over all classes (label smoothing).
  package var smoothing = 0.1
  /// Mixup's α (Zhang et al. 2018, arXiv:1710.09412); 0 turns it off.
  package var mixup = 0.0
  /// CutMix's α (Yun et al. 2019, arXiv:1905.04899); 0 turns it off.
  package var cutMix = 0.0
  /// Decay of the moving average of weights; nil turns it off.
  package var average: Double?
  /// The share of images that the last block drops its branch for.
  package var dropPath = 0.0
  /// Whether batch norms keep their statistics and factors.
  package var frozenNorm = false
  /// The momentum of batch norms' running statistics: the new batch's share.
  ///
  /// Some publishers trained with 0.01 over hundreds of thousands of steps; after a data set's few hundred steps the
  /// statistics would be of a net that is long gone.
  package var normMomentum: Float = 0.1
  /// Whether batch norms take the statistics of all processes' batches together.
  package var syncedNorm = false
  /// The greatest norm of all gradients together; nil turns it off.
  package var clip: Double?
  /// How classes of different sizes are evened out.
  package var balance: Balance = .none
  /// Stop after this many epochs without improvement; nil for never.
  package var patience: Int?
  /// How images are changed before they are shown.
  package var augmentation: Augmentation = .light
  /// Whether convolutions compute in bfloat16.
  package var usesBF16 = false
  /// What everything random is drawn from.
  package var seed: UInt64 = 7

  package init() {}

  private enum CodingKeys: String, CodingKey {
    case depth, epochs, batchSize, accumulation, rule, rate, schedule, warmUpEpochs, layerDecay, weightDecay, smoothing
    case mixup, cutMix, average, dropPath, frozenNorm, normMomentum, syncedNorm, clip, balance, patience, augmentation
    case seed
    case usesBF16 = "halfPrecision"
  }
}
