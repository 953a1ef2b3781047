import Synchronization

/// Runs `work`, and stops waiting for it when `duration` has passed.
///
/// The work is cancelled then, but not waited for: it ends at its next step. Throws `Problem.deadline` when the time is
/// over, `CancellationError` when the caller is cancelled, both at once, and else what `work` throws.
func withDeadline<Value: Sendable>(
  _ duration: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let race = Race<Value>()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { race.start($0, duration, work) }
  } onCancel: {
    race.settle(.failure(CancellationError()))
  }
}

/// Work and a clock, of which the first to end counts.
private final class Race<Value: Sendable>: Sendable {
  private struct State {
    var waiting: CheckedContinuation<Value, any Error>?
    var runners: [Task<Void, Never>] = []
    var outcome: Result<Value, any Error>?
  }

  private let state = Mutex(State())

  func start(
    _ continuation: CheckedContinuation<Value, any Error>, _ duration: Duration,
    _ work: @escaping @Sendable () async throws -> Value
  ) {
    let early = state.withLock { state in
      if state.outcome == nil { state.waiting = continuation }
      return state.outcome
    }
    if let early { return continuation.resume(with: early) }
    let runners = [
      Task {
        do { settle(.success(try await work())) } catch { settle(.failure(error)) }
      },
      Task {
        if (try? await Task.sleep(for: duration)) != nil { settle(.failure(Problem.deadline)) }
      },
    ]
    let isOver = state.withLock { state in
      if state.outcome == nil { state.runners = runners }
      return state.outcome != nil
    }
    if isOver { for runner in runners { runner.cancel() } }
  }

  func settle(_ outcome: Result<Value, any Error>) {
    let ended = state.withLock { state -> State? in
      guard state.outcome == nil else { return nil }
      let before = state
      state = State(outcome: outcome)
      return before
    }
    guard let ended else { return }
    for runner in ended.runners { runner.cancel() }
    ended.waiting?.resume(with: outcome)
  }
}
