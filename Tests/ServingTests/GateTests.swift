import Serving
import Synchronization
import Testing

@Suite struct GateTests {
  private final class Inside: Sendable {
    let count = Mutex((now: 0, most: 0))
  }

  @Test func neverMoreInsideThanPlaces() async throws {
    let gate = Gate(width: 3, depth: 100)
    let inside = Inside()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<60 {
        group.addTask {
          try await gate.enter {
            inside.count.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            inside.count.withLock { $0.now -= 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.count.withLock { $0.now } == 0)
    #expect((1...3).contains(inside.count.withLock { $0.most }))
    #expect(await gate.running == 0)
  }

  @Test func cancelledWhileWaitingGivesUpItsTurn() async throws {
    let gate = Gate(width: 1, depth: 1)
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let first = Task { try await gate.enter { for await _ in stream { break } } }
    try await waitUntil { await gate.running == 1 }
    let second = Task { try await gate.enter {} }
    try await waitUntil { await gate.waiting == 1 }
    await #expect(throws: Problem.self) { try await gate.refuseIfFull() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(await gate.waiting == 0)
    release.yield()
    try await first.value
    try await gate.enter {}
    #expect(await gate.running == 0)
  }

  @Test func aFailureGivesThePlaceBack() async throws {
    struct Failure: Error {}
    let gate = Gate(width: 1, depth: 0)
    for _ in 0..<3 { await #expect(throws: Failure.self) { try await gate.enter { throw Failure() } } }
    try await gate.enter {}
  }

  @Test func placesThenQueueThenRefusal() async throws {
    let gate = Gate(width: 1, depth: 0)
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let first = Task { try await gate.enter { for await _ in stream { break } } }
    try await waitUntil { await gate.running == 1 }
    await #expect(throws: Problem.self) { try await gate.enter {} }
    release.yield()
    try await first.value
  }

  @Test(arguments: [(0.0, 1), (0.5, 2), (1.0, 3), (1000.0, 60), (Double.nan, 1), (-1.0, 1)])
  func theTimeToComeBackFollowsTheQueue(_ each: Double, _ expected: Int) {
    #expect(UseTime.retryAfter(taken: 6, 2, secondsEach: each) == expected)
  }
}
