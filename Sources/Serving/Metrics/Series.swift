import CoreMetrics
import Synchronization

/// One metric with one set of labels. What it means follows from its kind.
final class Series: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler, Sendable {
  /// Upper bounds of a histogram's buckets unless it has others: seconds.
  static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  /// Upper bounds for what lies between 0 and 1.
  static let fractions = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

  struct Snapshot: Hashable, Sendable {
    /// A counter's or gauge's value; the sum of a histogram.
    var value = 0.0
    /// The buckets' upper bounds; empty for other kinds.
    var bounds: [Double] = []
    /// How many values fell into each bucket, not cumulated; the last is beyond all bounds. Empty for other kinds.
    var buckets: [UInt64] = []
  }

  private let state: Mutex<Snapshot>

  init(kind: MetricKind, bounds: [Double] = seconds) {
    let isHistogram = kind == .histogram
    state = Mutex(
      Snapshot(
        bounds: isHistogram ? bounds : [], buckets: isHistogram ? Array(repeating: 0, count: bounds.count + 1) : []))
  }

  var snapshot: Snapshot { state.withLock { $0 } }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { state.withLock { $0.value += amount } }
  func decrement(by amount: Double) { state.withLock { $0.value -= amount } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { state.withLock { $0.value = value } }
  func reset() { set(0.0) }

  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) {
    state.withLock { state in
      guard !state.buckets.isEmpty else {
        state.value = value
        return
      }
      state.value += value
      state.buckets[state.bounds.firstIndex { value <= $0 } ?? state.bounds.count] += 1
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
