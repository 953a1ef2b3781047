import Support
import Synchronization
import Testing

/// A value that many tasks change.
private final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  @discardableResult
  func update<Result: Sendable>(_ change: (inout Value) -> Result) -> Result {
    value.withLock { value in
      var copy = value
      defer { value = copy }
      return change(&copy)
    }
  }

  var current: Value { update { $0 } }
}

private struct Lent {
  var now: Set<Int> = []
  var most = 0
  var served = 0
  var clashes = 0
}

@Suite struct SlotPoolTests {
  @Test func lendsEachSlotToOneTaskAtATime() async throws {
    let pool = SlotPool(slots: 3)
    let lent = Shared(Lent())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<500 {
        group.addTask {
          try await pool.withSlot { slot in
            lent.update {
              if !$0.now.insert(slot).inserted { $0.clashes += 1 }
              $0.most = max($0.most, $0.now.count)
            }
            await Task.yield()
            lent.update {
              $0.now.remove(slot)
              $0.served += 1
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let end = lent.current
    #expect(end.served == 500 && end.now.isEmpty && end.clashes == 0)
    #expect((1...3).contains(end.most))
    #expect(pool.freeCount == 3)
  }

  @Test func servesThoseWhoWaitInOrder() async throws {
    let pool = SlotPool(slots: 1)
    let order = Shared<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await pool.withSlot { _ in
        for index in 0..<20 {
          group.addTask { try await pool.withSlot { _ in order.update { $0.append(index) } } }
          while pool.waitingCount != index + 1 { await Task.yield() }
        }
      }
      try await group.waitForAll()
    }
    #expect(order.current == Array(0..<20))
  }

  @Test func aCancelledTaskLeavesTheLine() async throws {
    let pool = SlotPool(slots: 1)
    try await pool.withSlot { _ in
      let waiting = (0..<3).map { _ in Task { try await pool.withSlot { $0 } } }
      while pool.waitingCount != 3 { await Task.yield() }
      waiting[1].cancel()
      await #expect(throws: CancellationError.self) { try await waiting[1].value }
      #expect(pool.waitingCount == 2)
      waiting[0].cancel()
      waiting[2].cancel()
      for task in waiting { _ = await task.result }
    }
    #expect(pool.freeCount == 1 && pool.waitingCount == 0)
  }

  @Test func aTaskCancelledBeforeItComesGetsNoSlot() async throws {
    let pool = SlotPool(slots: 1)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await pool.withSlot { $0 }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(pool.freeCount == 1)
  }

  @Test func oneTooManyIsRefused() async throws {
    let pool = SlotPool(slots: 1, depth: 1)
    try await pool.withSlot { _ in
      let waiting = Task { try await pool.withSlot { $0 } }
      while pool.waitingCount != 1 { await Task.yield() }
      #expect(pool.isFull && pool.runningCount == 1)
      await #expect(throws: SlotPool.Full.self) { try await pool.withSlot { _ in } }
      waiting.cancel()
      _ = await waiting.result
      #expect(!pool.isFull)
    }
    #expect(pool.freeCount == 1)
  }

  @Test func aFailureGivesTheSlotBack() async throws {
    struct Broken: Error {}
    let pool = SlotPool(slots: 1)
    for _ in 0..<3 { await #expect(throws: Broken.self) { try await pool.withSlot { _ in throw Broken() } } }
    #expect(try await pool.withSlot { $0 } == 0)
  }

  /// Cancels at random moments: every task ends, one way or the other, and no slot is lost.
  @Test func cancellationsAtAnyMomentLoseNoSlot() async throws {
    let pool = SlotPool(slots: 2)
    let served = Shared(0)
    let tasks = (0..<400).map { _ in
      Task {
        try await pool.withSlot { _ in
          await Task.yield()
          served.update { $0 += 1 }
        }
      }
    }
    for (index, task) in tasks.enumerated() where index % 3 == 0 {
      if index % 2 == 0 { await Task.yield() }
      task.cancel()
    }
    var refused = 0
    for task in tasks {
      if case .failure(let error) = await task.result {
        #expect(error is CancellationError)
        refused += 1
      }
    }
    #expect(served.current + refused == 400)
    #expect(refused <= 134)
    #expect(pool.freeCount == 2 && pool.waitingCount == 0)
  }
}
