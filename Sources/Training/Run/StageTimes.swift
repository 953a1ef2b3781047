/// How long the stages of a run took, one after another.
struct StageTimes {
  /// Seconds of each stage that is over, by its name.
  private(set) var seconds: [String: Double] = [:]
  private var begun = ContinuousClock.now

  /// A stage is over, and the next one begins.
  mutating func end(_ stage: String) {
    let now = ContinuousClock.now
    seconds[stage, default: 0] += begun.duration(to: now) / .seconds(1)
    begun = now
  }
}
