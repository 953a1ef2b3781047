import CoreMetrics
import Synchronization

/// Takes spans from the requests that they are of, without waiting, and hands them to whoever sends them.
final class SpanBuffer: Sendable {
  private let queue: Mutex<SpanQueue>
  private let wake: AsyncStream<Void>.Continuation
  private let clock = ContinuousClock()
  private let zero = ContinuousClock.now
  private let sent: Counter
  private let dropped: Counter
  private let unsent: Counter

  /// - Parameter wake: is told when there is a reason to send.
  init(_ limits: ExportLimits, wake: AsyncStream<Void>.Continuation, metrics: any MetricsFactory) {
    queue = Mutex(SpanQueue(limits))
    self.wake = wake
    sent = Counter(label: "dogbreed_spans_sent_total", dimensions: [], factory: metrics)
    dropped = Counter(label: "dogbreed_spans_dropped_total", dimensions: [("reason", "queue")], factory: metrics)
    unsent = Counter(label: "dogbreed_spans_dropped_total", dimensions: [("reason", "collector")], factory: metrics)
  }

  func add(_ span: SpanRecord) {
    let (isKept, isFull) = queue.withLock { ($0.add(span), $0.hasFullBatch) }
    if !isKept { dropped.increment() }
    if isFull { wake.yield() }
  }

  func next(isLast: Bool) -> [SpanRecord]? {
    queue.withLock { $0.next(now: clock.now - zero, isLast: isLast) }
  }

  /// Notes what became of the batch; returns how many of its spans are lost.
  func settle(_ outcome: ExportOutcome, of batch: [SpanRecord], isLast: Bool) -> Int {
    var generator = SystemRandomNumberGenerator()
    let lost = queue.withLock { $0.settle(outcome, now: clock.now - zero, isLast: isLast, using: &generator) }
    if case .taken = outcome { sent.increment(by: batch.count - lost) }
    if lost > 0 { unsent.increment(by: lost) }
    return lost
  }

  /// Counts what is still here as lost; returns how many spans that are.
  func abandon() -> Int {
    let left = queue.withLock { $0.count }
    if left > 0 { unsent.increment(by: left) }
    return left
  }
}
