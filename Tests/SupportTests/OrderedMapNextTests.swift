import Support
import Synchronization
import Testing

/// The map whose elements come one by one from a source that may be slow.
@Suite struct OrderedMapNextTests {
  private actor Source {
    var left: Int
    private(set) var given = 0

    init(_ count: Int) { left = count }

    func next() -> Int? {
      guard left > 0 else { return nil }
      (left, given) = (left - 1, given + 1)
      return given - 1
    }
  }

  private struct Broken: Error {}

  @Test(arguments: [1, 3, 50]) func keepsTheOrder(width: Int) async throws {
    let source = Source(200)
    var got: [Int] = []
    try await orderedMap(
      width: width, ahead: 2 * width, next: { await source.next() },
      { number in
        for _ in 0..<(number % 7) { await Task.yield() }
        return number * number
      }, receive: { got.append($0) })
    #expect(got == (0..<200).map { $0 * $0 })
  }

  @Test func startsNoMoreThanItMayHold() async throws {
    let source = Source(100)
    let gate = AsyncStream<Void>.makeStream()
    let started = Mutex(0)
    async let all: Void = orderedMap(
      width: 4, ahead: 6, next: { await source.next() },
      { number in
        started.withLock { $0 += 1 }
        if number == 0 { for await _ in gate.stream { break } }
        return number
      }, receive: { _ in })
    while started.withLock({ $0 }) < 6 { await Task.yield() }
    for _ in 0..<1000 { await Task.yield() }
    #expect(started.withLock { $0 } == 6)
    gate.continuation.yield()
    try await all
    #expect(started.withLock { $0 } == 100)
  }

  /// As where a person types names into a pipe: each is answered before the next one comes.
  @Test func handsOverWhileTheSourceWaits() async throws {
    let names = AsyncStream<Int>.makeStream()
    let iterator = Mutex(0)
    names.continuation.yield(1)
    try await orderedMap(
      width: 4,
      next: { () -> Int? in
        let asked = iterator.withLock { count in
          count += 1
          return count
        }
        if asked > 3 { return nil }
        for await number in names.stream { return number }
        return nil
      }, { $0 },
      receive: { number in
        if number < 3 { names.continuation.yield(number + 1) } else { names.continuation.finish() }
      })
    #expect(iterator.withLock { $0 } >= 3)
  }

  @Test func aFailureOfAnyOfTheThreeEndsIt() async {
    await #expect(throws: Broken.self) {
      try await orderedMap(
        width: 2, next: { () async throws -> Int? in throw Broken() }, { (number: Int) in number }, receive: { _ in })
    }
    let source = Source(1000)
    await #expect(throws: Broken.self) {
      try await orderedMap(
        width: 2, next: { await source.next() },
        { number in
          if number == 5 { throw Broken() }
          return number
        }, receive: { _ in })
    }
    await #expect(throws: Broken.self) {
      try await orderedMap(width: 2, next: { await source.next() }, { $0 }, receive: { _ in throw Broken() })
    }
    #expect(await source.given < 100)
  }
}
