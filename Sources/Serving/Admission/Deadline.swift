/// Runs `work` and cancels it when `duration` has passed.
///
/// Throws `Problem.deadline` then, else what `work` throws.
func withDeadline<Value: Sendable>(
  _ duration: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: duration)
      return nil
    }
    defer { group.cancelAll() }
    guard case let value?? = try await group.next() else { throw Problem.deadline }
    return value
  }
}
