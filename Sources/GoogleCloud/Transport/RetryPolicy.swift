/// How long a failing operation is tried again.
package struct RetryPolicy: Sendable {
  package var base = Duration.milliseconds(250)
  package var ceiling = Duration.seconds(30)
  /// From the operation's begin, or from the last time that it got further.
  package var deadline = Duration.seconds(300)

  package init() {}

  /// `DOGBREED_CLOUD_DEADLINE` names the seconds, from 1 to 86400.
  package init(environment: [String: String]) {
    if let seconds = environment["DOGBREED_CLOUD_DEADLINE"].flatMap({ Double($0) }), (1...86_400).contains(seconds) {
      deadline = .milliseconds(Int64(seconds * 1000))
    }
  }
}

/// Where one operation's tries stand; pure, so that every course can be tested.
package struct RetryState: Sendable {
  private let policy: RetryPolicy
  private var begun: Duration
  private var failures = 0

  package init(_ policy: RetryPolicy, now: Duration) {
    self.policy = policy
    begun = now
  }

  /// The operation got further: the time and the waits begin again.
  package mutating func advanced(now: Duration) {
    begun = now
    failures = 0
  }

  package func left(now: Duration) -> Duration { max(.milliseconds(1), begun + policy.deadline - now) }

  /// How long to wait before the next try: full jitter under a doubling ceiling, at least what the server asked for; nil when
  /// the failure is final or the time would be up.
  package mutating func wait(
    after error: CloudError, isRepeatable: Bool = true, now: Duration, using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard error.isTransient, isRepeatable || error.status == 429 else { return nil }
    let doubled = min(policy.ceiling, policy.base * (1 << min(failures, 16)))
    failures += 1
    let jitter = doubled * Double.random(in: 0...1, using: &generator)
    let wait = max(jitter, .milliseconds(Int64(min(error.retryAfter ?? 0, 86_400) * 1000)))
    return now + wait > begun + policy.deadline ? nil : wait
  }
}
