/// Where a run stands; with the arrays next to it, everything needed to resume as if nothing had happened.
///
/// Everything random is drawn from the seed and the position, so that no generator's state has to be kept.
package struct TuningState: Sendable, Hashable, Codable {
  /// The format that the state is in.
  package var format = 1
  /// What the run does.
  package var plan: TuningPlan
  /// SHA-256 over the images used and their classes.
  package var dataHash: String
  /// Names and weights that the run began with.
  package var net: String
  /// Epochs done.
  package var epoch = 0
  /// Steps done in the current epoch.
  package var stepInEpoch = 0
  /// Steps done in all epochs.
  package var step = 0
  /// Gradient accumulation steps, as memory allows.
  package var accumulation = 1
  /// Sum of losses over the epoch's steps so far, and their images.
  package var lossSum = 0.0
  /// Images that the sum is over.
  package var lossCount = 0
  /// The figures of each epoch done.
  package var history: [EpochFigures] = []
  /// Figures of the frozen net with its trained head.
  package var start: ValidationFigures
  /// Figures of the best epoch so far; nil before the first.
  package var best: ValidationFigures?
  /// The best epoch so far; nil before the first.
  package var bestEpoch: Int?
  /// Seconds spent training.
  package var seconds = 0.0
  /// SHA-256 of the arrays' file.
  package var arrays = ""
  /// File and SHA-256 of the best weights so far.
  package var bestFile: String?
  /// SHA-256 of the best weights' file.
  package var bestHash: String?
}

/// What the validation split says.
package struct ValidationFigures: Sendable, Hashable, Codable {
  /// The share of images whose class comes first, from 0 to 1.
  package var top1: Double
  /// Mean negative log-likelihood.
  package var loss: Double
  /// How many images were evaluated.
  package var images: Int

  /// Compares accuracy first, then the likelihood.
  package func isBetter(than other: ValidationFigures) -> Bool {
    top1 != other.top1 ? top1 > other.top1 : loss < other.loss
  }
}

/// One epoch's figures.
package struct EpochFigures: Sendable, Hashable, Codable {
  /// The epoch's number, from 1.
  package var epoch: Int
  /// Steps done in all epochs by its end.
  package var step: Int
  /// The learning rate at its end.
  package var rate: Double
  /// The mean loss over its training images.
  package var trainingLoss: Double
  /// Figures of the validation split at its end.
  package var validation: ValidationFigures
  /// Training images per second.
  package var imagesPerSecond: Double
  /// The fraction of time in which the device waited for images.
  package var waiting: Double
  /// Seconds that it took.
  package var seconds: Double

  private enum CodingKeys: String, CodingKey {
    case epoch, step, rate, trainingLoss, validation, waiting, seconds
    // The name that checkpoints have had from the start.
    case imagesPerSecond = "imagesASecond"
  }
}
