import Support

/// Tracks which log entries were seen: none is returned twice, none is missed. Pure.
///
/// Entries may become readable late, after others with a later time. So each read begins a little before the latest time
/// seen, once per minute of the log well before it, and returned entries are remembered by (timestamp, insertId).
package struct LogCursor: Sendable {
  private struct Key: Hashable {
    let time: String
    let id: String
  }

  /// Seconds that each read goes back.
  package static let overlap = 20.0
  /// Seconds that a deep reading goes back; entries may be late by that less the time between two of them.
  package static let deepOverlap = 240.0
  private static let deepInterval = 60.0

  private var seen: Set<Key> = []
  private var latest = -Double.infinity
  private var begins: String?
  private var page: String?
  /// The latest time when a deep reading was begun.
  private var deepAt = -Double.infinity

  package init() {}

  /// Where the next read begins, and its page.
  package var since: String? { begins }
  /// The token of the page to ask for; nil for the first page.
  package var nextPage: String? { page }

  /// The new entries of a page, in its order. A further page is asked for next, where there is one.
  package mutating func consume(_ answer: LogPage) -> [LogEntry] {
    let new = answer.entries.filter { seen.insert(Key(time: $0.timestamp, id: $0.insertId)).inserted }
    for entry in new { latest = max(latest, RFC3339.seconds(entry.timestamp) ?? latest) }
    page = answer.nextPageToken
    if page == nil { settle() }
    return new
  }

  /// A read failed: it restarts from its first page, since a page token may have expired.
  package mutating func restart() { page = nil }

  /// Makes the next read a deep one.
  package mutating func deepen() {
    guard latest.isFinite, page == nil else { return }
    deepAt = latest
    begins = RFC3339.text(latest - Self.deepOverlap)
  }

  /// After the last page: advances the beginning, and forgets older entries.
  private mutating func settle() {
    guard latest.isFinite else { return }
    // Entries whose time can't be read are kept: they may come again.
    seen = seen.filter { RFC3339.seconds($0.time).map { $0 >= latest - Self.deepOverlap - 1 } ?? true }
    if latest - deepAt >= Self.deepInterval {
      deepen()
    } else {
      begins = RFC3339.text(latest - Self.overlap)
    }
  }
}
