import Synchronization

/// Lends a fixed number of slots to tasks; further tasks wait in order, suspended, holding no thread.
package final class SlotPool: Sendable {
  /// All slots are taken and as many tasks are waiting as allowed.
  package struct Full: Error {}

  private typealias Queue = SlotQueue<CheckedContinuation<Int, any Error>>
  private let queue: Mutex<Queue>

  /// - Parameters: `slots` to lend, at least 1; `depth` tasks that may wait.
  package init(slots: Int, depth: Int = .max) { queue = Mutex(Queue(slots: slots, depth: depth)) }

  /// How many tasks wait.
  package var waitingCount: Int { queue.withLock { $0.waitingCount } }
  /// How many slots nobody has.
  package var freeCount: Int { queue.withLock { $0.freeCount } }
  /// How many tasks have a slot.
  package var runningCount: Int { queue.withLock { $0.runningCount } }
  /// Whether the next task would be refused.
  package var isFull: Bool { queue.withLock { $0.isFull } }

  /// Runs `body` with a slot that nobody else has meanwhile.
  ///
  /// Throws `CancellationError` when cancelled before, `Full` when too many wait, and what `body` throws.
  package func withSlot<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Int) async throws -> Result
  ) async throws -> Result {
    let slot = try await acquire()
    defer { release(slot) }
    return try await body(slot)
  }

  private func acquire() async throws -> Int {
    let ticket = queue.withLock { $0.issueTicket() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // Looking at the cancellation under the lock leaves no gap: a later one finds the ticket in the queue.
        let outcome: Result<Int, any Error>? = queue.withLock { queue in
          if Task.isCancelled { return .failure(CancellationError()) }
          return switch queue.arrive(ticket, continuation) {
          case .slot(let slot): .success(slot)
          case .waits: nil
          case .refused: .failure(Full())
          }
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      queue.withLock { $0.withdraw(ticket) }?.resume(throwing: CancellationError())
    }
  }

  private func release(_ slot: Int) {
    queue.withLock { $0.leave(slot) }?.resume(returning: slot)
  }
}
