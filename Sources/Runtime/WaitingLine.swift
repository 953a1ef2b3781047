/// Who gets which of a fixed number of slots: free ones first, then first come, first served.
///
/// A value without locks or tasks; `RequestPool` adds both. A visitor takes a ticket, arrives with it, and either has
/// a slot at once or waits until `leave` names it or `withdraw` takes it out.
struct WaitingLine<Visitor> {
  typealias Ticket = UInt64

  private var free: [Int]
  private var queue: [Ticket] = []
  private var head = 0
  private var waiting: [Ticket: Visitor] = [:]
  private var nextTicket: Ticket = 0
  let slots: Int

  init(slots: Int) {
    self.slots = slots
    free = Array((0..<slots).reversed())
  }

  var waitingCount: Int { waiting.count }
  var freeCount: Int { free.count }
  /// How many tickets the queue still holds, those of visitors who left it included.
  var rememberedCount: Int { queue.count }

  mutating func issueTicket() -> Ticket {
    nextTicket += 1
    return nextTicket
  }

  /// Gives a free slot, or puts the visitor at the line's end and gives nil.
  mutating func arrive(_ ticket: Ticket, _ visitor: Visitor) -> Int? {
    if let slot = free.popLast() { return slot }
    queue.append(ticket)
    waiting[ticket] = visitor
    return nil
  }

  /// Gives the visitor who has waited longest, whose slot it is now; nil when nobody waits and the slot is free again.
  mutating func leave(_ slot: Int) -> Visitor? {
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

  /// Takes a waiting visitor out of the line; nil when the visitor doesn't wait (any more).
  mutating func withdraw(_ ticket: Ticket) -> Visitor? {
    guard let visitor = waiting.removeValue(forKey: ticket) else { return nil }
    dropServed()
    return visitor
  }

  /// Keeps the queue's memory within a small factor of those who wait.
  private mutating func dropServed() {
    guard queue.count > 2 * waiting.count + 16 else { return }
    queue = queue[head...].filter { waiting[$0] != nil }
    head = 0
  }
}
