/// How long a failing operation is retried.
package struct RetryPolicy: Sendable {
  /// The longest first wait.
  package var base = Duration.milliseconds(250)
  /// The longest wait of all.
  package var ceiling = Duration.seconds(30)
  /// From the operation's start, or from its last progress.
  package var deadline = Duration.seconds(300)

  package init() {}
}

/// The state of one operation's attempts; pure, so that every sequence can be tested.
package struct RetryState: Sendable {
  private let policy: RetryPolicy
  private var begun: Duration
  private var failures = 0

  /// - Parameter now: The time on a clock of the caller's, as everywhere here.
  package init(_ policy: RetryPolicy, now: Duration) {
    self.policy = policy
    begun = now
  }

  /// The operation made progress: deadline and backoff restart.
  package mutating func advanced(now: Duration) {
    begun = now
    failures = 0
  }

  /// The time until the deadline, at least a millisecond.
  package func left(now: Duration) -> Duration { max(.milliseconds(1), begun + policy.deadline - now) }

  /// How long to wait before the next try, after a failure; nil when the time would be up.
  ///
  /// Full jitter (Brooker 2015, "Exponential Backoff And Jitter") under a doubling ceiling, but no less than `least`,
  /// which the server may have asked for.
  package mutating func wait(
    atLeast least: Duration = .zero, now: Duration, using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    let doubled = min(policy.ceiling, policy.base * (1 << min(failures, 16)))
    failures += 1
    let wait = max(doubled * Double.random(in: 0...1, using: &generator), least)
    return now + wait > begun + policy.deadline ? nil : wait
  }
}
