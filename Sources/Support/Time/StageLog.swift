import Synchronization

/// Notes when stages of a task's work began and ended, for whoever set it; where nobody did, nothing is noted.
package final class StageLog: Sendable {
  /// A stage that is over.
  package struct Stage: Sendable, Hashable {
    /// What was done.
    package let name: String
    /// When it began.
    package let start: ContinuousClock.Instant
    /// When it ended.
    package let end: ContinuousClock.Instant
  }

  /// The log of the task, which its child tasks write into, too.
  @TaskLocal package static var current: StageLog?

  private let noted = Mutex<[Stage]>([])

  package init() {}

  /// What was noted, in the order in which it ended.
  package var stages: [Stage] { noted.withLock { $0 } }

  /// Does a stage's work, and notes it if it comes to its end.
  package static func noting<Value>(
    _ name: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    guard let log = current else { return try await body() }
    let start = ContinuousClock.now
    let value = try await body()
    let stage = Stage(name: name, start: start, end: .now)
    log.noted.withLock { $0.append(stage) }
    return value
  }
}
