/// An operation's tries by the clock, as a policy says.
package struct Retrying: Sendable {
  private let clock = ContinuousClock()
  private let zero: ContinuousClock.Instant
  private var state: RetryState

  /// Begins the operation's time.
  package init(_ policy: RetryPolicy) {
    zero = clock.now
    state = RetryState(policy, now: .zero)
  }

  private var now: Duration { clock.now - zero }

  /// The time until the deadline, at least a millisecond.
  package var left: Duration { state.left(now: now) }

  /// The operation made progress: deadline and backoff restart.
  package mutating func advanced() { state.advanced(now: now) }

  /// Waits until the next try; returns false at once when there is to be none. Throws `CancellationError`.
  package mutating func pause(atLeast least: Duration = .zero) async throws -> Bool {
    var generator = SystemRandomNumberGenerator()
    guard let wait = state.wait(atLeast: least, now: now, using: &generator) else { return false }
    try await clock.sleep(for: wait)
    return true
  }
}
