/// Who gets which of a fixed number of slots: free ones first, then first come, first served, up to a bounded queue.
///
/// A value without locks or tasks; `SlotPool` adds both. A visitor takes a ticket, arrives with it, and either has a
/// slot at once, or waits until `leave` names it or `withdraw` takes it out, or is refused because too many wait.
///
/// Invariants: at most `depth` wait; nobody waits while a slot is free.
package struct SlotQueue<Visitor> {
  package typealias Ticket = UInt64

  /// What an arriving visitor gets.
  package enum Decision: Hashable, Sendable {
    case slot(Int)
    case waits
    case refused
  }

  private var free: [Int]
  private var queue: [Ticket] = []
  private var head = 0
  private var waiting: [Ticket: Visitor] = [:]
  private var nextTicket: Ticket = 0
  /// How many slots there are, at least 1.
  package let slots: Int
  /// How many visitors may wait.
  package let depth: Int

  package init(slots: Int, depth: Int = .max) {
    self.slots = max(slots, 1)
    self.depth = max(depth, 0)
    free = Array((0..<self.slots).reversed())
  }

  /// How many visitors wait.
  package var waitingCount: Int { waiting.count }
  /// How many slots nobody has.
  package var freeCount: Int { free.count }
  /// How many visitors have a slot.
  package var runningCount: Int { slots - free.count }
  /// Whether the next visitor would be refused.
  package var isFull: Bool { free.isEmpty && waiting.count >= depth }
  /// How many tickets the queue still holds, including withdrawn ones.
  package var rememberedCount: Int { queue.count }

  /// Returns a ticket that no other caller has.
  package mutating func issueTicket() -> Ticket {
    nextTicket += 1
    return nextTicket
  }

  /// Returns a free slot, or puts the visitor at the queue's end, or refuses it.
  package mutating func arrive(_ ticket: Ticket, _ visitor: Visitor) -> Decision {
    if let slot = free.popLast() { return .slot(slot) }
    guard waiting.count < depth else { return .refused }
    queue.append(ticket)
    waiting[ticket] = visitor
    return .waits
  }

  /// Returns the visitor who has waited longest, whose slot it is now; nil when nobody waits and the slot is free
  /// again.
  package mutating func leave(_ slot: Int) -> Visitor? {
    while head < queue.count {
      let ticket = queue[head]
      head += 1
      if let visitor = waiting.removeValue(forKey: ticket) {
        dropServed()
        return visitor
      }
    }
    free.append(slot)
    return nil
  }

  /// Takes a waiting visitor out of the queue; nil when the visitor doesn't wait (any more).
  package mutating func withdraw(_ ticket: Ticket) -> Visitor? {
    guard let visitor = waiting.removeValue(forKey: ticket) else { return nil }
    dropServed()
    return visitor
  }

  /// Keeps the queue's memory within a small factor of the number waiting.
  private mutating func dropServed() {
    guard queue.count > 2 * waiting.count + 16 else { return }
    queue = queue[head...].filter { waiting[$0] != nil }
    head = 0
  }
}
