import TestSupport
import Testing

@testable import Runtime

@Suite struct WaitingLineTests {
  @Test func servesInOrder() {
    var line = WaitingLine<String>(slots: 2)
    let tickets = (0..<5).map { _ in line.issueTicket() }
    #expect(line.arrive(tickets[0], "a") == 0)
    #expect(line.arrive(tickets[1], "b") == 1)
    #expect(line.arrive(tickets[2], "c") == nil)
    #expect(line.arrive(tickets[3], "d") == nil)
    #expect(line.arrive(tickets[4], "e") == nil)
    #expect(line.leave(1) == "c")
    #expect(line.leave(0) == "d")
    #expect(line.leave(0) == "e")
    #expect(line.leave(0) == nil)
    #expect(line.leave(1) == nil)
    #expect(line.freeCount == 2)
  }

  @Test func withdrawsOnlyThoseWhoWait() {
    var line = WaitingLine<String>(slots: 1)
    let (a, b, c) = (line.issueTicket(), line.issueTicket(), line.issueTicket())
    #expect(line.withdraw(a) == nil)
    #expect(line.arrive(a, "a") == 0)
    #expect(line.withdraw(a) == nil)
    #expect(line.arrive(b, "b") == nil)
    #expect(line.arrive(c, "c") == nil)
    #expect(line.withdraw(b) == "b")
    #expect(line.withdraw(b) == nil)
    #expect(line.leave(0) == "c")
    #expect(line.withdraw(c) == nil)
    #expect(line.leave(0) == nil)
  }

  /// Random visits against the plainest model there is: a list of free slots and a list of visitors.
  @Test(arguments: 1...5) func agreesWithAPlainList(slots: Int) {
    var random = SeededGenerator(seed: UInt64(slots))
    var line = WaitingLine<UInt64>(slots: slots)
    var waiting: [UInt64] = []
    var busy: [Int] = []
    for _ in 0..<5000 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let ticket = line.issueTicket()
        if let slot = line.arrive(ticket, ticket) {
          #expect(waiting.isEmpty && !busy.contains(slot) && (0..<slots).contains(slot))
          busy.append(slot)
        } else {
          #expect(busy.count == slots)
          waiting.append(ticket)
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
    }
  }

  @Test func forgetsThoseWhoLeftTheLine() {
    var line = WaitingLine<Int>(slots: 1)
    #expect(line.arrive(line.issueTicket(), 0) == 0)
    for visitor in 1...10_000 {
      let ticket = line.issueTicket()
      #expect(line.arrive(ticket, visitor) == nil)
      #expect(line.withdraw(ticket) == visitor)
    }
    #expect(line.rememberedCount < 32)
  }
}
