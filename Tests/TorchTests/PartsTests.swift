import Testing

@testable import Torch

@Suite struct PartsTests {
  @Test func everyPartRunsOnce() throws {
    #expect(try Parts.map(100) { (index) throws(TorchError) in index * index } == (0..<100).map { $0 * $0 })
    #expect(try Parts.map(0) { (index) throws(TorchError) in index } == [])
    #expect(try Parts.alone { () throws(TorchError) in 5 } == 5)
  }

  @Test func theLowestFailureIsThrown() {
    #expect(throws: TorchError.outOfMemory(operation: "part 3")) {
      try Parts.forEach(8) { (index) throws(TorchError) in
        if index == 3 { throw .outOfMemory(operation: "part \(index)") }
      }
    }
  }
}
