import Foundation
import Imaging
import Synchronization
import Taxonomy
import Testing

@testable import Inference

private final class Tally: Sendable {
  let count = Mutex((now: 0, most: 0))

  func add(_ number: Int) { count.withLock { $0 = ($0.now + number, max($0.most, $0.now + number)) } }
}

@Suite struct WorkerTests {
  @Test func cancelledWorkIsNotBegunAndNotWaitedFor() async throws {
    let workers = Workers(count: 1, name: "test")
    let gate = DispatchSemaphore(value: 0)
    let begun = Tally()
    let (running, runs) = AsyncStream.makeStream(of: Void.self)
    async let first: Void = workers.run {
      runs.yield()
      gate.wait()
    }
    for await _ in running { break }
    let second = Task { try await workers.run { begun.add(1) } }
    // Cancelled before it is queued or after: it isn't begun either way.
    try await Task.sleep(for: .milliseconds(20))
    second.cancel()
    // The only thread is still busy.
    await #expect(throws: CancellationError.self) { try await second.value }
    gate.signal()
    try await first
    try await workers.run {}
    #expect(begun.count.withLock { $0.most } == 0)
  }

  @Test func busyWorkersLeaveTheTasksAlone() async throws {
    let count = 4 * ProcessInfo.processInfo.activeProcessorCount
    let workers = Workers(count: count, name: "test")
    let gate = DispatchSemaphore(value: 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count { group.addTask { try await workers.run { gate.wait() } } }
      try await Task.sleep(for: .milliseconds(50))
      // On the pool's own threads the work would keep this from ever being run.
      await Task { await Task.yield() }.value
      for _ in 0..<count { gate.signal() }
      try await group.waitForAll()
    }
  }

  @Test func theBudgetIsNeverOverdrawnAndEmptiesInOrder() async throws {
    let budget = DecodeBudget(bytes: 10)
    let taken = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<60 {
        let bytes = number % 10 + 1
        group.addTask {
          try await budget.withShare(of: bytes) {
            taken.add(bytes)
            await Task.yield()
            taken.add(-bytes)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect((1...10).contains(taken.count.withLock { $0.most }))
    await #expect(throws: ImageRefusal.self) { try await budget.withShare(of: 11) {} }
  }

  @Test func aCancelledWaiterLetsTheNextPass() async throws {
    let budget = DecodeBudget(bytes: 10)
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let (holding, holds) = AsyncStream.makeStream(of: Void.self)
    let first = Task {
      try await budget.withShare(of: 6) {
        holds.yield()
        for await _ in stream { break }
      }
    }
    for await _ in holding { break }
    let large = Task { try await budget.withShare(of: 10) {} }
    try await Task.sleep(for: .milliseconds(20))
    let small = Task { try await budget.withShare(of: 4) {} }
    try await Task.sleep(for: .milliseconds(20))
    large.cancel()
    await #expect(throws: CancellationError.self) { try await large.value }
    try await small.value
    release.yield()
    try await first.value
  }

  /// A lossless WebP of one colour, 10,000 × 10,000 pixels in 28 bytes.
  static let hugeWebP: [UInt8] = {
    var bits: UInt64 = 0
    var count: UInt64 = 0
    func put(_ value: UInt64, _ width: UInt64) {
      bits |= value << count
      count += width
    }
    // No transform, no colour cache, no groups of codes; five codes of one symbol each.
    for width in [1, 1, 1] as [UInt64] { put(0, width) }
    for _ in 0..<5 {
      put(1, 1)
      put(0, 1)
      put(0, 1)
      put(0, 1)
    }
    let data = (0..<3).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    let size = UInt32(9999) | UInt32(9999) << 14
    let head = [0x2F] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    return Array("RIFF".utf8) + [20, 0, 0, 0] + Array("WEBPVP8L".utf8) + [8, 0, 0, 0] + head + data
  }()

  @Test func whatAnImageBecomesIsToldFromItsHeader() throws {
    #expect(Self.hugeWebP.count == 28)
    let header = try DecodedImage.inspect(Self.hugeWebP)
    #expect(header.width == 10_000 && header.height == 10_000)
    #expect(try DecodedImage.decodingCost(Self.hugeWebP, minimumSide: 448) > 1_000_000_000)
    #expect(try DecodedImage.decodingCost(TinyModel.image(1)) < 10_000_000)
  }

  @Test func whatIsOverTheBudgetIsRefusedUndecoded() async throws {
    let model = try await TinyModel()
    let predictor = try Predictor(
      model.predictor().folder, options: PredictorOptions(decodeBudget: 64 << 20))
    let error = await #expect(throws: ImageRefusal.self) {
      try await predictor.classify(Self.hugeWebP, ClassificationRequest())
    }
    #expect(error?.description.contains("MiB") == true)
    _ = try await predictor.classify(TinyModel.image(1), ClassificationRequest())
  }
}
