import Dispatch
import Testing

@testable import Torch

@Suite struct PartsTests {
  @Test func everyPartRunsOnce() throws {
    #expect(try Parts.map(100) { (index) throws(TorchError) in index * index } == (0..<100).map { $0 * $0 })
    #expect(try Parts.map(0) { (index) throws(TorchError) in index } == [])
    #expect(try Parts.alone { () throws(TorchError) in 5 } == 5)
  }

  @Test(.enabled(if: (try? Threads.count()) ?? 1 > 1)) func partsRunAtTheSameTime() throws {
    // Each of two parts waits until the other has begun, which one thread alone can't bring about.
    let begun = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    let met = try Parts.map(2) { (index) throws(TorchError) in
      begun[index].signal()
      return begun[1 - index].wait(timeout: .now() + 60) == .success
    }
    #expect(met == [true, true])
  }

  @Test func aPartsOperationsKeepToItsThread() throws {
    let counts = try Parts.map(4) { (_) throws(TorchError) in try Threads.count() }
    #expect(counts == [1, 1, 1, 1])
    let before = try Threads.count()
    #expect(try Parts.alone { () throws(TorchError) in try Threads.count() } == 1)
    #expect(try Threads.count() == before)
  }

  @Test func theLowestFailureIsThrown() {
    #expect(throws: TorchError.outOfMemory(operation: "part 3")) {
      try Parts.forEach(8) { (index) throws(TorchError) in
        if index == 6 || index == 3 { throw .outOfMemory(operation: "part \(index)") }
      }
    }
  }
}
