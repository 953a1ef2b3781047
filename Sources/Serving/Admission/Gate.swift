import Taxonomy

/// The one way to the engine: lets as many in as it has places, lets as many wait as the queue has, and refuses the rest.
package actor Gate {
  private var queue: AdmissionQueue
  private var sleepers: [AdmissionQueue.Ticket: CheckedContinuation<Bool, Never>] = [:]
  private var lastTicket: AdmissionQueue.Ticket = 0
  /// Seconds that one use takes, a moving average.
  private var secondsEach = 0.0

  package init(width: Int, depth: Int) { queue = AdmissionQueue(width: width, depth: depth) }

  package var waiting: Int { queue.waiting.count }
  package var running: Int { queue.running }

  /// Throws the 503 that `enter` would throw now.
  package func refuseIfFull() throws(Problem) {
    if queue.isFull { throw full }
  }

  /// Runs `use` in a place of its own.
  ///
  /// Throws `Problem` 503 when the queue is full, `CancellationError` when the task is cancelled while it waits, and
  /// what `use` throws.
  package nonisolated func enter<Value: Sendable>(_ use: @Sendable () async throws -> Value) async throws -> Value {
    try await takePlace()
    let start = ContinuousClock.now
    do {
      let value = try await use()
      await leavePlace(after: start.duration(to: .now) / .seconds(1))
      return value
    } catch {
      await leavePlace(after: nil)
      throw error
    }
  }

  private var full: Problem {
    .unavailable("All places are taken", retryAfter: queue.retryAfter(secondsEach: secondsEach))
  }

  private func takePlace() async throws {
    try Task.checkCancellation()
    lastTicket += 1
    let ticket = lastTicket
    switch queue.enter(ticket) {
    case .runs: return
    case .refused: throw full
    case .waits:
      let admitted = await withTaskCancellationHandler {
        await withCheckedContinuation { sleepers[ticket] = $0 }
      } onCancel: {
        Task { await self.abandon(ticket) }
      }
      guard admitted else { throw CancellationError() }
      // Cancelled in the moment of being admitted: the place goes to the next.
      if Task.isCancelled {
        leavePlace(after: nil)
        throw CancellationError()
      }
    }
  }

  private func leavePlace(after seconds: Double?) {
    if let seconds { secondsEach = secondsEach == 0 ? seconds : secondsEach * 0.9 + seconds * 0.1 }
    guard let next = queue.leave() else { return }
    sleepers.removeValue(forKey: next)?.resume(returning: true)
  }

  private func abandon(_ ticket: AdmissionQueue.Ticket) {
    if queue.abandon(ticket) { sleepers.removeValue(forKey: ticket)?.resume(returning: false) }
  }
}
