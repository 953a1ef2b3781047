import Support
import Taxonomy

/// The only way to the engine: admits as many as it has slots, queues as many as fit, and refuses the rest.
package actor Gate {
  private nonisolated let pool: SlotPool
  private nonisolated let width: Int
  private var useTime = UseTime()

  /// - Parameters: `width` is the number of slots, at least 1; `depth` how many may wait, at least 0.
  package init(width: Int, depth: Int) {
    self.width = max(1, width)
    pool = SlotPool(slots: width, depth: depth)
  }

  /// How many wait for a place.
  package var waiting: Int { pool.waitingCount }
  /// How many have a place.
  package var running: Int { pool.runningCount }

  /// Throws the 503 that `enter` would throw now.
  package func refuseIfFull() throws(Problem) {
    if pool.isFull { throw full }
  }

  /// Runs `use` in a slot of its own.
  ///
  /// Throws `Problem` 503 when the queue is full, `CancellationError` when the task is cancelled while it waits, and
  /// what `use` throws.
  package nonisolated func enter<Value: Sendable>(_ use: @Sendable () async throws -> Value) async throws -> Value {
    do {
      return try await pool.withSlot { _ in
        // Cancelled just as it was admitted: the slot goes to the next.
        try Task.checkCancellation()
        let start = ContinuousClock.now
        let value = try await use()
        await note(seconds: start.duration(to: .now) / .seconds(1))
        return value
      }
    } catch is SlotPool.Full {
      throw await full
    }
  }

  private var full: Problem {
    .unavailable(
      "The server is busy", retryAfter: useTime.retryAfter(taken: waiting + running, width: width))
  }

  private func note(seconds: Double) { useTime.note(seconds: seconds) }
}
