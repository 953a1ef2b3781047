import Synchronization

/// Reports arrived bytes, each once, however often they are sent.
package final class UploadMeter: Sendable {
  private struct Count {
    var arrived = 0
    var told = 0
  }

  private let hear: @Sendable (Int) -> Void
  private let count = Mutex(Count())

  /// - hear: called with the number of further bytes.
  package init(_ hear: @escaping @Sendable (Int) -> Void) { self.hear = hear }

  /// So many more have arrived in this attempt.
  @Sendable package func add(_ more: Int) { move { $0.arrived += more } }

  /// The next attempt begins at the first byte.
  package func restart() { move { $0.arrived = 0 } }

  /// So many are there now, even if nobody said so.
  package func reach(_ total: Int) { move { $0.arrived = max($0.arrived, total) } }

  private func move(_ change: (inout Count) -> Void) {
    let news = count.withLock { count in
      change(&count)
      let news = max(0, count.arrived - count.told)
      count.told += news
      return news
    }
    if news > 0 { hear(news) }
  }
}
