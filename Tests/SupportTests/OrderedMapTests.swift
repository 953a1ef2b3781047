import Support
import Synchronization
import Testing

@Suite struct OrderedMapTests {
  private struct Broken: Error, Equatable { var number: Int }

  private final class Counts: Sendable {
    let value = Mutex((now: 0, most: 0, all: 0))

    func run<T>(_ body: () async throws -> T) async rethrows -> T {
      value.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
      defer { value.withLock { $0.now -= 1 } }
      return try await body()
    }
  }

  @Test(arguments: [0, 1, 3, 100]) func keepsTheOrderAndTheBound(width: Int) async {
    let counts = Counts()
    var finished: [Int] = []
    func note(_ count: Int) { finished.append(count) }
    let squares = await (0..<200).boundedMap(width: width, finished: note) { number in
      await counts.run {
        for _ in 0..<(number % 7) { await Task.yield() }
        return number * number
      }
    }
    #expect(squares == (0..<200).map { $0 * $0 })
    #expect(finished == Array(1...200))
    #expect((1...max(width, 1)).contains(counts.value.withLock { $0.most }))
  }

  @Test func theFirstFailureIsThrownWithItsType() async {
    let counts = Counts()
    do throws(Broken) {
      _ = try await (0..<1000).boundedMap(width: 4) { number throws(Broken) in
        await counts.run { await Task.yield() }
        if number == 20 { throw Broken(number: number) }
        return number
      }
      Issue.record("nothing was thrown")
    } catch {
      #expect(error == Broken(number: 20))
    }
    // Those that hadn't started don't start.
    #expect(counts.value.withLock { $0.all } < 40)
  }

  @Test func noMoreAreUnderWayThanMayBeAhead() async throws {
    let counts = Counts()
    let (stream, open) = AsyncStream.makeStream(of: Void.self)
    async let received = {
      var received: [Int] = []
      try await (0..<50).orderedMap(width: 2, ahead: 6) { (number: Int) throws(any Error) in
        await counts.run { if number == 0 { for await _ in stream { break } } }
        return number
      } receive: { (number: Int) throws(any Error) in
        received.append(number)
        return true
      }
      return received
    }()
    while counts.value.withLock({ $0.all }) < 6 { await Task.yield() }
    for _ in 0..<1000 { await Task.yield() }
    #expect(counts.value.withLock { $0.all } == 6)
    open.yield()
    #expect(try await received == Array(0..<50))
  }

  @Test func stopsWhenTheReceiverHasEnough() async throws {
    let counts = Counts()
    var received: [Int] = []
    try await (0..<1000).orderedMap(width: 3) { (number: Int) throws(any Error) in
      await counts.run { number }
    } receive: { (number: Int) throws(any Error) in
      received.append(number)
      return number < 9
    }
    #expect(received == Array(0..<10))
    #expect(counts.value.withLock { $0.all } < 100)
  }

  @Test func whatTheReceiverThrowsEndsIt() async {
    await #expect(throws: Broken(number: 5)) {
      try await (0..<100).orderedMap(width: 3) { (number: Int) throws(any Error) in
        number
      } receive: { (number: Int) throws(any Error) in
        if number == 5 { throw Broken(number: number) }
        return true
      }
    }
  }

  @Test func cancellationIsThrown() async {
    let counts = Counts()
    let task = Task {
      try await (0..<1_000_000).boundedMap(width: 2) { (number: Int) throws(any Error) in
        await counts.run { await Task.yield() }
      }
    }
    while counts.value.withLock({ $0.all }) < 10 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(counts.value.withLock { $0.all } < 1_000_000)
  }

  /// An error type that can't hold a `CancellationError`: the work itself says that it was cancelled.
  @Test func aTypedErrorComesFromTheWorkItself() async {
    let task = Task { () -> Result<[Int], Broken> in
      do throws(Broken) {
        return .success(
          try await (0..<1_000_000).boundedMap(width: 2) { number throws(Broken) in
            await Task.yield()
            if Task.isCancelled { throw Broken(number: -1) }
            return number
          })
      } catch {
        return .failure(error)
      }
    }
    task.cancel()
    #expect(await task.value == .failure(Broken(number: -1)))
  }

  @Test func aStreamKeepsTheOrderAndLeavingItCancels() async throws {
    let counts = Counts()
    var read: [Int] = []
    for try await number in (0..<100_000).concurrentMap(
      width: 4,
      { number in
        await counts.run { await Task.yield() }
        try Task.checkCancellation()
        return number
      })
    {
      read.append(number)
      if read.count == 20 { break }
    }
    #expect(read == Array(0..<20))
    await #expect(throws: Broken(number: 3)) {
      for try await _ in (0..<9).concurrentMap(width: 2, { if $0 == 3 { throw Broken(number: 3) } }) {}
    }
  }
}
