/// Which of the other processes still send heartbeats, as a value that knows no clock.
struct Heartbeats: Sendable {
  /// How long a process may send the same beat before it counts as lost.
  let patience: Duration
  private var last: [Int: (beat: String?, since: ContinuousClock.Instant)] = [:]

  init(patience: Duration) { self.patience = patience }

  /// Takes in what a rank shows now; nil if it hasn't sent a beat yet.
  mutating func heard(_ beat: String?, from rank: Int, at now: ContinuousClock.Instant) {
    if let known = last[rank], known.beat == beat { return }
    last[rank] = (beat, now)
  }

  /// Whether a rank's beat hasn't changed for longer than the patience; false for one that was never looked at.
  func isLost(_ rank: Int, at now: ContinuousClock.Instant) -> Bool {
    last[rank].map { now - $0.since > patience } ?? false
  }
}
