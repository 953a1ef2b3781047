import Synchronization

/// Lends out a fixed number of slots to tasks; those beyond it wait in order, suspended, holding no thread.
final class RequestPool: Sendable {
  private typealias Line = WaitingLine<CheckedContinuation<Int, any Error>>
  private let line: Mutex<Line>

  init(slots: Int) { line = Mutex(Line(slots: slots)) }

  var waitingCount: Int { line.withLock { $0.waitingCount } }
  var freeCount: Int { line.withLock { $0.freeCount } }

  /// Runs `body` with a slot that nobody else has meanwhile; throws `CancellationError` when cancelled before.
  func withSlot<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Int) async throws -> Result
  ) async throws -> Result {
    let slot = try await acquire()
    defer { release(slot) }
    return try await body(slot)
  }

  private func acquire() async throws -> Int {
    let ticket = line.withLock { $0.issueTicket() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // Looking at the cancellation under the lock leaves no gap: a later one finds the ticket in the line.
        let outcome: Result<Int, any Error>? = line.withLock { line in
          if Task.isCancelled { return .failure(CancellationError()) }
          return line.arrive(ticket, continuation).map { .success($0) }
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      line.withLock { $0.withdraw(ticket) }?.resume(throwing: CancellationError())
    }
  }

  private func release(_ slot: Int) {
    line.withLock { $0.leave(slot) }?.resume(returning: slot)
  }
}
