import Synchronization

/// What was learnt of the server while it was asked: where buckets are, what its clock shows, what it doesn't know.
final class ServerMemory: Sendable {
  /// What a server is asked for with a write.
  struct Asks: Sendable, Equatable {
    /// Whether checksums are sent and asked for.
    var checksums = true
    /// Whether a write says what it may replace.
    var conditions = true

    /// What to ask for when a server refuses this as unknown to it; nil where nothing is left to do without.
    var less: Asks? {
      switch (checksums, conditions) {
      case (true, true): Asks(checksums: false, conditions: true)
      case (false, true): Asks(checksums: true, conditions: false)
      case (true, false): Asks(checksums: false, conditions: false)
      case (false, false): nil
      }
    }
  }

  private struct State {
    var regions: [String: String] = [:]
    var skew = 0.0
    var asks = Asks()
  }

  private let state = Mutex(State())

  /// The region of a bucket, where the server named it.
  func region(of bucket: String) -> String? { state.withLock { $0.regions[bucket] } }

  func note(region: String, of bucket: String) { state.withLock { $0.regions[bucket] = region } }

  /// The server's clock minus this machine's, in seconds.
  var skew: Double {
    get { state.withLock { $0.skew } }
    set { state.withLock { $0.skew = newValue } }
  }

  /// What the server is known to understand.
  var asks: Asks {
    get { state.withLock { $0.asks } }
    set { state.withLock { $0.asks = newValue } }
  }
}
