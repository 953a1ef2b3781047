extension RetryPolicy {
  /// `DOGBREED_CLOUD_DEADLINE` names the seconds, from 1 to 86400.
  package init(environment: [String: String]) {
    self.init()
    if let seconds = environment["DOGBREED_CLOUD_DEADLINE"].flatMap({ Double($0) }), (1...86_400).contains(seconds) {
      deadline = .milliseconds(Int64(seconds * 1000))
    }
  }
}

extension CloudError {
  /// Whether another try may help; what may have been done is not done again, unless the server says that it wasn't.
  package func allowsAnotherTry(isRepeatable: Bool) -> Bool { isTransient && (isRepeatable || status == 429) }

  /// How long the server asks to wait, at most a day.
  package var leastWait: Duration { .milliseconds(Int64(min(retryAfter ?? 0, 86_400) * 1000)) }
}

extension Retrying {
  /// Waits until the next attempt; throws the error itself if there should be none.
  package mutating func pause(after error: CloudError, isRepeatable: Bool = true) async throws(CloudError) {
    guard error.allowsAnotherTry(isRepeatable: isRepeatable) else { throw error }
    let goesOn: Bool
    do {
      goesOn = try await pause(atLeast: error.leastWait)
    } catch {
      throw CloudError(.deadline, "Cancelled")
    }
    if !goesOn { throw error }
  }

  /// Runs an operation again and again; returns its value, and throws its last error when no try is left.
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
