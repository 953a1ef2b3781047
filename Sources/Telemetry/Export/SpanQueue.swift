import Transport

/// What became of a batch that was sent.
package enum ExportOutcome: Hashable, Sendable {
  /// The collector took it, but for some spans.
  case taken(rejected: Int)
  /// It never will.
  case refused
  /// It may later, but not before so long.
  case busy(least: Duration)
}

/// The spans that wait for the collector, and when it is asked next: a value without a clock or a network.
///
/// At most `limits.queue` spans are held, those of the batch that is being sent included. A batch that the collector can't take now
/// stays the first, and goes before all others until its time is up.
package struct SpanQueue: Sendable {
  /// The longest that a collector may keep us waiting.
  private static let patience = Duration.seconds(300)

  private let limits: ExportLimits
  private var waiting: [SpanRecord] = []
  private var batch: [SpanRecord] = []
  private var retry: RetryState?
  private var notBefore = Duration.zero

  package init(_ limits: ExportLimits) { self.limits = limits }

  /// How many spans are held.
  package var count: Int { waiting.count + batch.count }
  /// Whether as many wait as are sent at once.
  package var hasFullBatch: Bool { waiting.count >= limits.batch }

  /// Takes a span in; returns false where there is no room.
  package mutating func add(_ span: SpanRecord) -> Bool {
    guard count < limits.queue else { return false }
    waiting.append(span)
    return true
  }

  /// The batch to send now; nil where nothing waits, or the collector's time hasn't come.
  ///
  /// - Parameters:
  ///   - now: the time on a clock of the caller's, as everywhere here.
  ///   - isLast: whether there is no later.
  package mutating func next(now: Duration, isLast: Bool) -> [SpanRecord]? {
    guard count > 0, isLast || now >= notBefore else { return nil }
    if batch.isEmpty {
      batch = Array(waiting.prefix(limits.batch))
      waiting.removeFirst(batch.count)
      retry = RetryState(limits.retry, now: now)
    }
    return batch
  }

  /// Notes what became of the batch; returns how many of its spans are lost.
  package mutating func settle(
    _ outcome: ExportOutcome, now: Duration, isLast: Bool, using generator: inout some RandomNumberGenerator
  ) -> Int {
    var lost = batch.count
    switch outcome {
    case .taken(let rejected): lost = min(max(0, rejected), batch.count)
    case .refused: break
    case .busy(let least):
      let least = min(least, Self.patience)
      let wait = retry?.wait(atLeast: least, now: now, using: &generator)
      notBefore = now + (wait ?? max(least, limits.retry.ceiling))
      if wait != nil, !isLast { return 0 }
    }
    batch = []
    retry = nil
    return lost
  }
}
