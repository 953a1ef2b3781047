import Support
import TestSupport
import Testing
import Tracing

@testable import Telemetry

/// The queue in a time of the test's own.
@Suite struct QueueTests {
  private static func limits(queue: Int = 10, batch: Int = 4) -> ExportLimits {
    var limits = ExportLimits()
    (limits.queue, limits.batch) = (queue, batch)
    return limits
  }

  private static func span(_ number: UInt64) -> SpanRecord {
    SpanRecord(
      place: SpanPlace(
        parent: .init(trace: .init(high: 0, low: number), span: number, flags: 1), state: "", isRemote: false),
      parent: nil, name: "s", kind: .internal, start: number, end: number)
  }

  private static func filled(_ count: UInt64, _ limits: ExportLimits = limits()) -> SpanQueue {
    var queue = SpanQueue(limits)
    for number in 0..<count { _ = queue.add(span(number)) }
    return queue
  }

  @Test func batchesKeepTheOrder() {
    var queue = Self.filled(10)
    var generator = SeededGenerator(seed: 1)
    var starts: [[UInt64]] = []
    while let batch = queue.next(now: .zero, isLast: false) {
      starts.append(batch.map(\.start))
      #expect(queue.settle(.taken(rejected: 0), now: .zero, isLast: false, using: &generator) == 0)
    }
    #expect(starts == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    #expect(queue.count == 0)
  }

  /// What is being sent takes room, too: memory is bounded whatever the collector does.
  @Test func whatFindsNoRoomIsDropped() {
    var queue = Self.filled(10)
    let full = queue.add(Self.span(11))
    _ = queue.next(now: .zero, isLast: false)
    let sending = queue.add(Self.span(11))
    var generator = SeededGenerator(seed: 1)
    _ = queue.settle(.taken(rejected: 0), now: .zero, isLast: false, using: &generator)
    let sent = queue.add(Self.span(11))
    #expect((full, sending, sent) == (false, false, true))
    #expect(queue.count == 7)
  }

  @Test func aBusyCollectorGetsTheSameBatchLater() {
    var queue = Self.filled(6)
    var generator = SeededGenerator(seed: 1)
    #expect(queue.next(now: .zero, isLast: false)?.count == 4)
    #expect(queue.settle(.busy(least: .seconds(7)), now: .zero, isLast: false, using: &generator) == 0)
    #expect(queue.next(now: .seconds(6), isLast: false) == nil)
    #expect(queue.next(now: .seconds(7), isLast: false)?.map(\.start) == [0, 1, 2, 3])
    #expect(queue.settle(.taken(rejected: 1), now: .seconds(8), isLast: false, using: &generator) == 1)
    #expect(queue.next(now: .seconds(8), isLast: false)?.map(\.start) == [4, 5])
  }

  /// A minute is the longest that a batch is kept for a collector that isn't there; then others have their turn, not at once.
  @Test func aBatchIsGivenUpInTheEnd() {
    var queue = Self.filled(8)
    var generator = SeededGenerator(seed: 3)
    var (now, lost, tries) = (Duration.zero, 0, 0)
    while lost == 0, tries < 1000 {
      now += .milliseconds(100)
      guard queue.next(now: now, isLast: false) != nil else { continue }
      tries += 1
      lost = queue.settle(.busy(least: .zero), now: now, isLast: false, using: &generator)
    }
    #expect(lost == 4 && queue.count == 4)
    #expect((30...61).contains(now / .seconds(1)))
    #expect((3...60).contains(tries))
    #expect(queue.next(now: now, isLast: false) == nil)
    #expect(queue.next(now: now + .seconds(30), isLast: false)?.first?.start == 4)
  }

  /// A hostile Retry-After of years holds nothing up for long.
  @Test func retryAfterIsBounded() {
    var queue = Self.filled(8)
    var generator = SeededGenerator(seed: 3)
    _ = queue.next(now: .zero, isLast: false)
    #expect(queue.settle(.busy(least: .seconds(1_000_000)), now: .zero, isLast: false, using: &generator) == 4)
    #expect(queue.next(now: .seconds(299), isLast: false) == nil)
    #expect(queue.next(now: .seconds(300), isLast: false) != nil)
  }

  /// At the end each batch is tried once, whatever the collector asked for.
  @Test func atTheEndNobodyWaits() {
    var queue = Self.filled(8)
    var generator = SeededGenerator(seed: 3)
    _ = queue.next(now: .zero, isLast: false)
    _ = queue.settle(.busy(least: .seconds(9)), now: .zero, isLast: false, using: &generator)
    #expect(queue.next(now: .seconds(1), isLast: true)?.count == 4)
    #expect(queue.settle(.busy(least: .seconds(9)), now: .seconds(1), isLast: true, using: &generator) == 4)
    #expect(queue.next(now: .seconds(1), isLast: true)?.first?.start == 4)
    #expect(queue.settle(.refused, now: .seconds(1), isLast: true, using: &generator) == 4)
    #expect(queue.next(now: .seconds(1), isLast: true) == nil)
  }

  @Test(arguments: [-5, 99]) func aCollectorCanNotRejectMoreThanItGot(_ rejected: Int) {
    var queue = Self.filled(3)
    var generator = SeededGenerator(seed: 3)
    _ = queue.next(now: .zero, isLast: false)
    let lost = queue.settle(.taken(rejected: rejected), now: .zero, isLast: false, using: &generator)
    #expect(lost == (rejected < 0 ? 0 : 3))
  }
}
