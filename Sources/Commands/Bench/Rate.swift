import Support

/// How many of something all cores make in a second.
enum Rate {
  /// Does the work on all items, `width` at once, again and again until so many seconds have passed: only whole rounds, so
  /// that each item counts alike. A first round over some of them doesn't count.
  static func measure<Item: Sendable>(
    _ items: [Item], width: Int, seconds: Double, _ work: @escaping @Sendable (Item) async throws -> Void
  ) async throws -> Double {
    guard !items.isEmpty else { return 0 }
    _ = try await items.prefix(width).boundedMap(width: width, work)
    let begun = ContinuousClock.now
    let done: [Void] = try await Rounds(of: items.count, until: begun + .seconds(seconds)).boundedMap(width: width) {
      try await work(items[$0])
    }
    return Double(done.count) / max(begun.duration(to: .now) / .seconds(1), 1e-9)
  }
}

/// The numbers of items, round after round, until a round ends after a moment.
private struct Rounds: Sequence, IteratorProtocol {
  private let count: Int
  private let end: ContinuousClock.Instant
  private var following = 0

  init(of count: Int, until end: ContinuousClock.Instant) { (self.count, self.end) = (count, end) }

  mutating func next() -> Int? {
    if following > 0, following % count == 0, ContinuousClock.now >= end { return nil }
    following += 1
    return (following - 1) % count
  }
}
