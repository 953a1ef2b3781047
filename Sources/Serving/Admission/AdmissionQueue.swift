/// Who may use the engine now, who waits and who is turned away: a bounded first-in, first-out queue as a plain value.
///
/// Invariants: at most `width` run; at most `depth` wait; nobody waits while a place is free.
package struct AdmissionQueue: Hashable, Sendable {
  package typealias Ticket = UInt64

  package enum Decision: Hashable, Sendable {
    case runs
    case waits
    case refused
  }

  package let width: Int
  package let depth: Int
  package private(set) var running = 0
  package private(set) var waiting: [Ticket] = []

  /// - Parameters: `width` places to run in, at least 1; `depth` places to wait in, at least 0.
  package init(width: Int, depth: Int) {
    self.width = max(1, width)
    self.depth = max(0, depth)
  }

  package var isFull: Bool { running >= width && waiting.count >= depth }

  package mutating func enter(_ ticket: Ticket) -> Decision {
    if running < width {
      running += 1
      return .runs
    }
    guard waiting.count < depth else { return .refused }
    waiting.append(ticket)
    return .waits
  }

  /// One that ran is done; gives the ticket that runs in its place.
  package mutating func leave() -> Ticket? {
    guard !waiting.isEmpty else {
      running = max(0, running - 1)
      return nil
    }
    return waiting.removeFirst()
  }

  /// One that waits goes away; false when it doesn't wait any more.
  package mutating func abandon(_ ticket: Ticket) -> Bool {
    guard let place = waiting.firstIndex(of: ticket) else { return false }
    waiting.remove(at: place)
    return true
  }

  /// Whole seconds until the queue, as it is now, has been worked off, at least 1 and at most 60.
  package func retryAfter(secondsEach: Double) -> Int {
    let seconds = Double(waiting.count + running) * max(0, secondsEach) / Double(width)
    return seconds.isFinite ? Int(min(60, max(1, seconds.rounded(.up)))) : 1
  }
}
