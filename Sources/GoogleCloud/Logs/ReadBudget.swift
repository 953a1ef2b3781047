/// Keeps log reads under Google's quota of 60 per minute and project, which is shared. Pure.
package struct ReadBudget: Sendable {
  /// The time that Google's limit on reads is counted over.
  package static let window = Duration.seconds(60)

  private let limit: Int
  private var times: [Duration] = []
  private var blockedUntil = Duration.zero
  private var refusals = 0

  package init(limit: Int = 30) { self.limit = limit }

  /// How long to wait before the next reading; zero for none.
  package func wait(now: Duration) -> Duration {
    let recent = times.filter { $0 > now - Self.window }
    let turn = recent.count < limit ? .zero : recent[recent.count - limit] + Self.window - now
    return max(turn, blockedUntil - now, .zero)
  }

  /// A read was sent.
  package mutating func read(now: Duration) {
    times = times.filter { $0 > now - Self.window } + [now]
  }

  /// A read was answered.
  package mutating func succeeded() { refusals = 0 }

  /// The quota is used up (429): back off, twice as long each time, up to a minute or what the server asks for.
  package mutating func refused(retryAfter: Double?, now: Duration) {
    refusals += 1
    let doubled = min(Duration.seconds(60), .seconds(5) * (1 << min(refusals - 1, 4)))
    blockedUntil = now + max(doubled, .milliseconds(Int64(min(retryAfter ?? 0, 600) * 1000)))
  }
}
