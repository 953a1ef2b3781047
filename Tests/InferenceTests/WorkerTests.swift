import Foundation
import Imaging
import Synchronization
import Taxonomy
import TestSupport
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

  @Test func whatAnImageBecomesIsToldFromItsHeader() throws {
    #expect(TestImages.hugeWebP.count == 28)
    let header = try DecodedImage.inspect(TestImages.hugeWebP)
    #expect(header.width == 10_000 && header.height == 10_000)
    #expect(try DecodedImage.decodingCost(TestImages.hugeWebP, minimumSide: 448) > 1_000_000_000)
    #expect(try DecodedImage.decodingCost(TinyModel.image(1)) < 10_000_000)
  }

  @Test func whatIsOverTheBudgetIsRefusedUndecoded() async throws {
    let model = try await TinyModel()
    let predictor = try Predictor(
      model.predictor().folder, options: PredictorOptions(decodeBudget: 64 << 20))
    let error = await #expect(throws: ImageRefusal.self) {
      try await predictor.classify(TestImages.hugeWebP, ClassificationRequest())
    }
    #expect(error?.description.contains("MiB") == true)
    _ = try await predictor.classify(TinyModel.image(1), ClassificationRequest())
  }

  /// A decoder that never answers ends with the task that waits for it; what isn't cancelled goes on.
  @Test func decodingEndsWithItsTask() async throws {
    let model = try await TinyModel()
    let started = try TemporaryFolder()
    let pool = DecoderPool(program: "/bin/sh", arguments: ["-c", "echo > '\(started.path)/it'; exec sleep 3600"])
    let predictor = try Predictor(
      model.predictor().folder, options: PredictorOptions(limits: Limits(pool: pool), decoders: 1))
    let image = try TinyModel.image(1)
    let waiting = Task { try await predictor.classify(image, ClassificationRequest()) }
    while !FileManager.default.fileExists(atPath: "\(started.path)/it") { try await Task.sleep(for: .milliseconds(5)) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    // The one thread is free again: JPEG is decoded without a process.
    let jpeg = try #require(RGBImage(width: 8, height: 8, pixels: [UInt8](repeating: 90, count: 192))).jpeg()
    _ = try await predictor.classify(jpeg, ClassificationRequest())
  }
}
