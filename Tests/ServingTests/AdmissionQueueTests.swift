import Serving
import TestSupport
import Testing

@Suite struct AdmissionQueueTests {
  @Test func placesThenQueueThenRefusal() {
    var queue = AdmissionQueue(width: 2, depth: 1)
    #expect(queue.enter(1) == .runs)
    #expect(queue.enter(2) == .runs)
    #expect(queue.enter(3) == .waits)
    #expect(queue.isFull)
    #expect(queue.enter(4) == .refused)
    #expect(queue.leave() == 3)
    #expect(queue.running == 2)
    #expect(queue.leave() == nil)
    #expect(queue.running == 1)
  }

  @Test func oneThatGoesAwayIsPassedOver() {
    var queue = AdmissionQueue(width: 1, depth: 3)
    _ = (queue.enter(1), queue.enter(2), queue.enter(3))
    let gone = queue.abandon(2)
    let again = queue.abandon(2)
    let runs = queue.abandon(1)
    #expect(gone && !again && !runs)
    #expect(queue.leave() == 3)
  }

  @Test func theInvariantsHoldWhateverHappens() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let width = Int.random(in: 1...4, using: &generator)
      let depth = Int.random(in: 0...5, using: &generator)
      var queue = AdmissionQueue(width: width, depth: depth)
      var running: Set<UInt64> = []
      var waiting: [UInt64] = []
      for ticket in 1...60 as ClosedRange<UInt64> {
        switch Int.random(in: 0...3, using: &generator) {
        case 0, 1:
          switch queue.enter(ticket) {
          case .runs: running.insert(ticket)
          case .waits: waiting.append(ticket)
          case .refused: #expect(running.count == width && waiting.count == depth)
          }
        case 2 where !running.isEmpty:
          running.removeFirst()
          if let next = queue.leave() {
            #expect(next == waiting.removeFirst())
            running.insert(next)
          }
        case 3 where !waiting.isEmpty:
          let gone = waiting.remove(at: Int.random(in: 0..<waiting.count, using: &generator))
          let abandoned = queue.abandon(gone)
          #expect(abandoned)
        default: break
        }
        #expect(queue.running == running.count && queue.waiting == waiting)
        #expect(queue.running <= width && queue.waiting.count <= depth)
        #expect(queue.waiting.isEmpty || queue.running == width)
      }
    }
  }

  @Test(arguments: [(0.0, 1), (0.5, 2), (1.0, 3), (1000.0, 60), (Double.nan, 1), (-1.0, 1)])
  func theTimeToComeBackFollowsTheQueue(_ each: Double, _ expected: Int) {
    var queue = AdmissionQueue(width: 2, depth: 4)
    for ticket in 1...6 as ClosedRange<UInt64> { _ = queue.enter(ticket) }
    #expect(queue.retryAfter(secondsEach: each) == expected)
  }
}
