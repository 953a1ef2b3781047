extension TuningPlan {
  /// A learning rate with which SGD doesn't throw a fitted head off: the plan's own, or (1 − momentum) / mean ‖x‖² if
  /// that is lower.
  ///
  /// A step on one image changes its logits by up to rate · ‖x‖² / (1 − momentum) once momentum has built up. Above 1 each
  /// step undoes more than the head has still to learn. If the whole net is trained, or by Adam, the plan's rate stands.
  ///
  /// Throws `TrainingError.cache` where the features can't be read.
  ///
  /// - Parameter features: What the head was fitted to, x.
  func gentleRate(for features: LabelledFeatures) throws(TrainingError) -> Double {
    guard case .last = depth, case .sgd(let momentum, _) = rule, features.count > 0 else { return rate }
    let step = max(1, features.count / 2000)
    let rows = features.chosen(Array(Swift.stride(from: 0, to: features.count, by: step)))
    let mean = try rows.values().reduce(0.0) { $0 + Double($1 * $1) } / Double(rows.count)
    return mean > 0 ? min(rate, (1 - momentum) / mean) : rate
  }
}
