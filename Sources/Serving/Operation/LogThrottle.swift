/// Lets one line of a kind through per interval, and counts the others.
package struct LogThrottle: Sendable {
  private let interval: Duration
  private var next: ContinuousClock.Instant?
  private var skipped = 0

  package init(interval: Duration = .seconds(10)) { self.interval = interval }

  /// How many lines were left out before this one; nil if this one is to be left out.
  package mutating func admit(at now: ContinuousClock.Instant) -> Int? {
    if let next, now < next {
      skipped += 1
      return nil
    }
    defer { skipped = 0 }
    next = now.advanced(by: interval)
    return skipped
  }
}
