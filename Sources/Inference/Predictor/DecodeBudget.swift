import Synchronization
import Taxonomy

/// How many bytes all images being decoded may take together; those that there is no room for wait, first come, first
/// served.
final class DecodeBudget: Sendable {
  private struct Waiter {
    let ticket: UInt64
    let bytes: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var left: Int
    var line: [Waiter] = []
    var lastTicket: UInt64 = 0

    /// Those whose turn it is now.
    mutating func admit() -> [Waiter] {
      var admitted: [Waiter] = []
      while let first = line.first, first.bytes <= left {
        left -= first.bytes
        admitted.append(line.removeFirst())
      }
      return admitted
    }
  }

  let bytes: Int
  private let state: Mutex<State>

  init(bytes: Int) {
    self.bytes = bytes
    state = Mutex(State(left: bytes))
  }

  /// Runs `use` while its bytes are taken from the budget.
  ///
  /// Throws `ImageRefusal.tooLarge` when the budget as a whole is smaller, `CancellationError` when the caller is
  /// cancelled while it waits, and what `use` throws.
  func withShare<Value: Sendable>(
    of bytes: Int, _ use: () async throws -> Value
  ) async throws -> Value {
    guard bytes <= self.bytes else {
      throw ImageRefusal.tooLarge(
        reason: "decoding it takes \(bytes >> 20) MiB, and at most \(self.bytes >> 20) are allowed")
    }
    try await reserve(bytes)
    defer { giveBack(bytes) }
    return try await use()
  }

  private func reserve(_ bytes: Int) async throws {
    let ticket = state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // Checking for cancellation under the lock leaves no gap: a later one finds the ticket in the line.
        let outcome: Result<Void, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          guard state.line.isEmpty, bytes <= state.left else {
            state.line.append(Waiter(ticket: ticket, bytes: bytes, continuation: continuation))
            return nil
          }
          state.left -= bytes
          return .success(())
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      let (gone, admitted) = state.withLock { state -> (Waiter?, [Waiter]) in
        guard let place = state.line.firstIndex(where: { $0.ticket == ticket }) else { return (nil, []) }
        let gone = state.line.remove(at: place)
        return (gone, state.admit())
      }
      gone?.continuation.resume(throwing: CancellationError())
      for waiter in admitted { waiter.continuation.resume() }
    }
  }

  private func giveBack(_ bytes: Int) {
    let admitted = state.withLock { state in
      state.left += bytes
      return state.admit()
    }
    for waiter in admitted { waiter.continuation.resume() }
  }
}
