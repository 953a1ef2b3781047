import Support
import TestSupport
import Testing

@Suite struct SlotQueueTests {
  @Test func servesInOrder() {
    var line = SlotQueue<String>(slots: 2)
    let tickets = (0..<5).map { _ in line.issueTicket() }
    #expect(line.arrive(tickets[0], "a") == .slot(0))
    #expect(line.arrive(tickets[1], "b") == .slot(1))
    #expect(line.arrive(tickets[2], "c") == .waits)
    #expect(line.arrive(tickets[3], "d") == .waits)
    #expect(line.arrive(tickets[4], "e") == .waits)
    #expect(line.leave(1) == "c")
    #expect(line.leave(0) == "d")
    #expect(line.leave(0) == "e")
    #expect(line.leave(0) == nil)
    #expect(line.leave(1) == nil)
    #expect(line.freeCount == 2)
  }

  @Test func withdrawsOnlyThoseWhoWait() {
    var line = SlotQueue<String>(slots: 1)
    let (a, b, c) = (line.issueTicket(), line.issueTicket(), line.issueTicket())
    #expect(line.withdraw(a) == nil)
    #expect(line.arrive(a, "a") == .slot(0))
    #expect(line.withdraw(a) == nil)
    #expect(line.arrive(b, "b") == .waits)
    #expect(line.arrive(c, "c") == .waits)
    #expect(line.withdraw(b) == "b")
    #expect(line.withdraw(b) == nil)
    #expect(line.leave(0) == "c")
    #expect(line.withdraw(c) == nil)
    #expect(line.leave(0) == nil)
  }

  @Test func refusesOnceTheQueueIsFull() {
    var line = SlotQueue<Int>(slots: 1, depth: 1)
    #expect(line.arrive(line.issueTicket(), 0) == .slot(0) && !line.isFull)
    let waiting = line.issueTicket()
    #expect(line.arrive(waiting, 1) == .waits && line.isFull)
    #expect(line.arrive(line.issueTicket(), 2) == .refused)
    #expect(line.withdraw(waiting) == 1 && !line.isFull)
    #expect(line.leave(0) == nil && line.runningCount == 0)
  }

  /// Random visits against the plainest model there is: a list of free slots and a list of visitors.
  @Test(arguments: 1...5, [0, 2, Int.max]) func agreesWithAPlainList(slots: Int, depth: Int) {
    var random = SeededGenerator(seed: UInt64(slots))
    var line = SlotQueue<UInt64>(slots: slots, depth: depth)
    var waiting: [UInt64] = []
    var busy: [Int] = []
    for _ in 0..<5000 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let ticket = line.issueTicket()
        switch line.arrive(ticket, ticket) {
        case .slot(let slot):
          #expect(waiting.isEmpty && !busy.contains(slot) && (0..<slots).contains(slot))
          busy.append(slot)
        case .waits:
          #expect(busy.count == slots)
          waiting.append(ticket)
        case .refused: #expect(busy.count == slots && waiting.count == depth)
        }
      case 2, 3:
        guard let index = busy.indices.randomElement(using: &random) else { continue }
        let next = line.leave(busy[index])
        #expect(next == waiting.first)
        if next == nil { busy.remove(at: index) } else { waiting.removeFirst() }
      default:
        guard let index = waiting.indices.randomElement(using: &random) else { continue }
        let ticket = waiting.remove(at: index)
        #expect(line.withdraw(ticket) == ticket)
      }
      #expect(line.waitingCount == waiting.count && line.freeCount == slots - busy.count)
      #expect(line.waitingCount <= depth && (waiting.isEmpty || busy.count == slots))
    }
  }

  @Test func forgetsThoseWhoLeftTheLine() {
    var line = SlotQueue<Int>(slots: 1)
    #expect(line.arrive(line.issueTicket(), 0) == .slot(0))
    for visitor in 1...10_000 {
      let ticket = line.issueTicket()
      #expect(line.arrive(ticket, visitor) == .waits)
      #expect(line.withdraw(ticket) == visitor)
    }
    #expect(line.rememberedCount < 32)
  }
}
