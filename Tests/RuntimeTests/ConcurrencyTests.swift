import Support
import Testing

@testable import Runtime

@Suite struct ConcurrencyTests {
  /// Each of 200 callers at once gets the answer to its own input, the very bytes that it gets alone.
  @Test func manyCallersGetTheirOwnAnswers() async throws {
    let model = try TinyNet.model(RuntimeOptions(precision: .f32, threads: 2, requests: 3))
    let inputs = (0..<200).map { turn in TinyNet.input.map { $0 * Float(turn) / 100 } }
    var alone: [[Float]?] = []
    for input in inputs { alone.append(try await model.infer(input, outputs: ["logits"])["logits"]) }
    #expect(Set(alone).count == 200)
    let together = try await withThrowingTaskGroup(of: (Int, [Float]?).self) { group in
      for (index, input) in inputs.enumerated() {
        group.addTask { (index, try await model.infer(input, outputs: ["logits"])["logits"]) }
      }
      return try await group.reduce(into: [[Float]?](repeating: nil, count: 200)) { $0[$1.0] = $1.1 }
    }
    #expect(together == alone)
    #expect(model.pool.freeCount == 3)
  }

  @Test func cancelledCallersThrowAndTheOthersAnswer() async throws {
    let model = try TinyNet.model(RuntimeOptions(precision: .f32, requests: 1))
    let golden = try TinyNet.golden["logits"]
    try await model.pool.withSlot { _ in
      let tasks = (0..<20).map { _ in Task { try await model.infer(TinyNet.input, outputs: ["logits"]) } }
      while model.pool.waitingCount != 20 { await Task.yield() }
      for index in stride(from: 0, to: 20, by: 2) { tasks[index].cancel() }
      for index in stride(from: 0, to: 20, by: 2) {
        await #expect(throws: CancellationError.self) { try await tasks[index].value }
      }
      #expect(model.pool.waitingCount == 10)
    }
    #expect(largestDifference(try await model.infer(TinyNet.input, outputs: ["logits"])["logits"], golden) < 1e-5)
    #expect(model.pool.freeCount == 1 && model.pool.waitingCount == 0)
  }

  /// Models come and go while others run: nothing of one outlives it into another.
  @Test func modelsLoadAndGoSideBySide() async throws {
    let golden = try TinyNet.golden["logits"]
    try await withThrowingTaskGroup(of: Float.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let model = try TinyNet.model()
          return largestDifference(try await model.infer(TinyNet.input, outputs: ["logits"])["logits"], golden)
        }
      }
      for try await difference in group { #expect(difference < 1e-5) }
    }
  }

  @Test func measuresItsRate() async throws {
    let model = try TinyNet.model(RuntimeOptions(precision: .f32, batch: 2))
    let rate = try await model.measureRate(seconds: 0.05)
    #expect(rate.images >= 2 * model.requestCount && rate.images.isMultiple(of: 2))
    #expect(rate.seconds >= 0.05)
    #expect(rate.imagesPerSecond == Double(rate.images) / rate.seconds)
    #expect(model.pool.freeCount == model.requestCount)
    let none = try await model.measureRate(seconds: 0)
    #expect(none.images == 2 * model.requestCount)
  }
}
