import TestSupport
import Testing

@testable import Torch

/// Tensors in memory that is kept from one to the next, and handed out again.
@Suite struct BlockCacheTests {
  init() { ProcessMemory.keepBlocks() }

  /// Every tensor holds its own number until it is let go, whatever threads and sizes there are.
  @Test func noTwoTensorsShareMemory() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          var generator = SeededGenerator(seed: UInt64(task))
          var held: [(tensor: Tensor, tag: Float)] = []
          for round in 0..<120 {
            let tag = Float(task * 1000 + round)
            // From a quarter of a million bytes to six million, on both sides of where blocks begin to be kept.
            let tensor = try Tensor.full([Int.random(in: 60_000...1_500_000, using: &generator)], Double(tag))
            held.append((tensor, tag))
            if round % 40 == 39 { ProcessMemory.giveBack() }
            guard held.count > 6 else { continue }
            let (old, expected) = held.remove(at: Int.random(in: 0..<held.count, using: &generator))
            let values = try old.values(Float.self)
            #expect(values.first == expected && values.last == expected)
            #expect(values.allSatisfy { $0 == expected })
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func netsComputeTheSame() throws {
    let source = try RandomSource(seed: 3)
    let (left, right) = (try source.normal([700, 700]), try source.normal([700, 700]))
    let first = try left.matmul(right).values(Float.self)
    for _ in 0..<5 { #expect(try left.matmul(right).values(Float.self) == first) }
  }

  /// Not with the process's life: what the system has no room for is refused at once.
  @Test func whatThereIsNoRoomForIsRefused() throws {
    for count in [1 << 38, 1 << 44, 1 << 60] {
      let error = #expect(throws: TorchError.self) { try Tensor.zeros([count]) }
      guard case .outOfMemory = error else {
        Issue.record("\(count) elements: \(String(describing: error))")
        continue
      }
    }
    #expect(try Tensor.zeros([1 << 20]).values(Float.self).count == 1 << 20)
  }
}
