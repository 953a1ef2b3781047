import TestSupport
import Testing
import Transport

@Suite struct RetryTests {
  @Test func waitsDoubleUpToTheCeilingWithFullJitter() {
    var generator = SeededGenerator(seed: 1)
    var policy = RetryPolicy()
    policy.deadline = .seconds(100_000)
    var longest = [Duration](repeating: .zero, count: 12)
    var shortest = [Duration](repeating: .seconds(1000), count: 12)
    for _ in 0..<400 {
      var state = RetryState(policy, now: .zero)
      for number in 0..<12 {
        let wait = state.wait(now: .zero, using: &generator) ?? .seconds(-1)
        longest[number] = max(longest[number], wait)
        shortest[number] = min(shortest[number], wait)
      }
    }
    for number in 0..<12 {
      let bound = min(policy.ceiling, policy.base * (1 << number))
      #expect(shortest[number] >= .zero && shortest[number] < bound / 10)
      #expect(longest[number] <= bound && longest[number] > bound * 0.9)
    }
  }

  @Test func theWishIsALowerBoundAndTheDeadlineAnUpperOne() {
    var generator = SeededGenerator(seed: 1)
    var state = RetryState(RetryPolicy(), now: .zero)
    #expect(state.wait(atLeast: .seconds(7), now: .zero, using: &generator) == .seconds(7))
    #expect(state.wait(atLeast: .seconds(301), now: .zero, using: &generator) == nil)
    #expect(state.left(now: .seconds(299)) == .seconds(1) && state.left(now: .seconds(400)) == .milliseconds(1))
    #expect(state.wait(now: .seconds(300), using: &generator) == nil)
    state.advanced(now: .seconds(299))
    #expect(state.left(now: .seconds(300)) == .seconds(299))
    let first = state.wait(now: .seconds(300), using: &generator)
    #expect(first.map { $0 <= RetryPolicy().base } == true)
  }

  @Test func byTheClockItEndsAtTheDeadlineAndWhenCancelled() async throws {
    var policy = RetryPolicy()
    (policy.base, policy.ceiling, policy.deadline) = (.milliseconds(1), .milliseconds(2), .seconds(1))
    var retrying = Retrying(policy)
    var tries = 0
    while try await retrying.pause() { tries += 1 }
    #expect(tries >= 1)
    #expect(try await !retrying.pause(atLeast: .seconds(2)))
    let task = Task {
      var retrying = Retrying(RetryPolicy())
      return try await retrying.pause(atLeast: .seconds(200))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
