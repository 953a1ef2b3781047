/// How long a slot is used, and what follows for those that are turned away: a value without a clock.
package struct UseTime: Sendable {
  /// Seconds per use, a moving average; 0 before the first.
  package private(set) var seconds = 0.0

  package init() {}

  /// Takes in how long a use was.
  package mutating func note(seconds used: Double) {
    seconds = seconds == 0 ? used : seconds * 0.9 + used * 0.1
  }

  /// Whole seconds until that many uses are done by `width` slots, at least 1 and at most 60.
  package func retryAfter(taken: Int, width: Int) -> Int {
    Self.retryAfter(taken: taken, width, secondsEach: seconds)
  }

  /// The same for uses of a known length.
  package static func retryAfter(taken: Int, _ width: Int, secondsEach: Double) -> Int {
    let seconds = Double(taken) * max(0, secondsEach) / Double(width)
    return seconds.isFinite ? Int(min(60, max(1, seconds.rounded(.up)))) : 1
  }
}
