/// What of a run's recipe its log states.
struct LoggedPlan: Sendable {
  var batchSize: Int
  var rate: Double
  var seed: UInt64
}

extension TuningPlan {
  /// What of the plan the log states.
  var logged: LoggedPlan { LoggedPlan(batchSize: batchSize, rate: rate, seed: seed) }
}

extension AdamRecipe {
  /// What of the recipe the log states.
  func logged(seed: UInt64) -> LoggedPlan { LoggedPlan(batchSize: batchSize, rate: learningRate, seed: seed) }
}

/// What a run of epochs came to.
struct RunSummary: Sendable {
  /// Epochs done.
  var epochs = 0
  var bestEpoch: Int?
  /// The best epoch's figures.
  var best: ValidationFigures?
  /// Seconds spent training.
  var seconds = 0.0
}
