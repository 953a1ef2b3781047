import Foundation
import TestSupport
import Testing

@testable import GoogleCloud

@Suite struct RetryTests {
  private func error(_ status: Int, retryAfter: Double? = nil) -> CloudError {
    var error = CloudError(.status(status), "x")
    error.retryAfter = retryAfter
    return error
  }

  @Test func waitsDoubleUpToTheCeilingWithFullJitter() {
    var generator = SeededGenerator(seed: 1)
    var policy = RetryPolicy()
    policy.deadline = .seconds(100_000)
    var longest = [Duration](repeating: .zero, count: 12)
    var shortest = [Duration](repeating: .seconds(1000), count: 12)
    for _ in 0..<400 {
      var state = RetryState(policy, now: .zero)
      for number in 0..<12 {
        let wait = state.wait(after: error(503), now: .zero, using: &generator) ?? .seconds(-1)
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

  @Test func whatIsFinalIsFinal() {
    var generator = SeededGenerator(seed: 1)
    var state = RetryState(RetryPolicy(), now: .zero)
    for status in [400, 401, 403, 404, 409, 410, 412, 501] {
      #expect(state.wait(after: error(status), now: .zero, using: &generator) == nil)
    }
    for kind in [CloudError.Kind.corrupt, .deadline, .credentials, .usage] {
      #expect(state.wait(after: CloudError(kind, "x"), now: .zero, using: &generator) == nil)
    }
    for status in [408, 429, 500, 502, 503, 504] {
      #expect(state.wait(after: error(status), now: .zero, using: &generator) != nil)
    }
    // What may have been done is not done again, unless the server says that it wasn't.
    #expect(state.wait(after: error(503), isRepeatable: false, now: .zero, using: &generator) == nil)
    #expect(state.wait(after: error(429), isRepeatable: false, now: .zero, using: &generator) != nil)
  }

  @Test func theServersWishIsALowerBoundAndTheDeadlineAnUpperOne() {
    var generator = SeededGenerator(seed: 1)
    var state = RetryState(RetryPolicy(), now: .zero)
    #expect(state.wait(after: error(429, retryAfter: 7), now: .zero, using: &generator) == .seconds(7))
    #expect(state.wait(after: error(429, retryAfter: 301), now: .zero, using: &generator) == nil)
    #expect(state.wait(after: error(503), now: .seconds(300), using: &generator) == nil)
    state.advanced(now: .seconds(299))
    #expect(state.wait(after: error(503), now: .seconds(300), using: &generator) != nil)
  }

  @Test func aServerThatIsNotThereIsNamed() async throws {
    await #expect {
      _ = try await HTTPTransport.with { try await $0.send(CloudRequest("GET", "http://127.0.0.1:1/x")) }
    } throws: { "\($0)".contains("nothing listens there at GET http://127.0.0.1:1/x") }
  }
}
