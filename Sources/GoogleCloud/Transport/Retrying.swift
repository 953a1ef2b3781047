import Foundation

/// Runs an operation again and again as a policy says.
package struct Retrying: Sendable {
  private let clock = ContinuousClock()
  private let zero: ContinuousClock.Instant
  private var state: RetryState

  package init(_ policy: RetryPolicy) {
    zero = clock.now
    state = RetryState(policy, now: .zero)
  }

  private var now: Duration { clock.now - zero }

  package var left: Duration { state.left(now: now) }

  package mutating func advanced() { state.advanced(now: now) }

  /// Waits until the next try; throws the error itself when there shall be none.
  package mutating func pause(after error: CloudError, isRepeatable: Bool = true) async throws(CloudError) {
    var generator = SystemRandomNumberGenerator()
    guard let wait = state.wait(after: error, isRepeatable: isRepeatable, now: now, using: &generator) else {
      throw error
    }
    do {
      try await clock.sleep(for: wait)
    } catch {
      throw CloudError(.deadline, "This was called off")
    }
  }

  /// The operation's value; its last error when no try is left.
  package static func run<Value: Sendable>(
    _ policy: RetryPolicy, isRepeatable: Bool = true,
    _ operation: (_ left: Duration) async throws(CloudError) -> Value
  ) async throws(CloudError) -> Value {
    var retrying = Retrying(policy)
    while true {
      do {
        return try await operation(retrying.left)
      } catch {
        try await retrying.pause(after: error, isRepeatable: isRepeatable)
      }
    }
  }
}
