import Foundation
import TestSupport
import Testing

@testable import Runtime

@Suite struct CompiledModelTests {
  @Test func describesItself() throws {
    let model = try TinyNet.model()
    #expect(model.input == TensorDescription(name: "image", shape: [1, 3, 8, 8]))
    #expect(
      model.outputs == [
        TensorDescription(name: "features", shape: [1, 4]), TensorDescription(name: "map", shape: [1, 4, 8, 8]),
        TensorDescription(name: "logits", shape: [1, 5]),
      ])
    #expect(model.precision == .f32)
    #expect(model.requestCount >= 1)
  }

  @Test func answersLikeONNXRuntime() async throws {
    let golden = try TinyNet.golden
    #expect(golden.keys.sorted() == ["features", "logits", "map"])
    let answer = try await TinyNet.model().infer(TinyNet.input, outputs: ["logits", "features", "map"])
    for (name, values) in golden { #expect(largestDifference(answer[name], values) < 1e-5, "\(name)") }
  }

  @Test func copiesOnlyTheNamedOutputs() async throws {
    let model = try TinyNet.model()
    #expect(try await Set(model.infer(TinyNet.input, outputs: ["features"]).keys) == ["features"])
    #expect(try await model.infer(TinyNet.input, outputs: []).isEmpty)
    #expect(try await Set(model.infer(TinyNet.input, outputs: ["map", "map"]).keys) == ["map"])
  }

  @Test func fixesTheBatchItIsAskedFor() async throws {
    let model = try TinyNet.model(RuntimeOptions(precision: .f32, batch: 3))
    #expect(model.input.shape == [3, 3, 8, 8])
    let other = TinyNet.input.map { 1 - $0 }
    let logits = try await model.infer(TinyNet.input + other + TinyNet.input, outputs: ["logits"])["logits"] ?? []
    let golden = try TinyNet.golden["logits"] ?? []
    #expect(largestDifference(Array(logits.prefix(5)), golden) < 1e-5)
    #expect(largestDifference(Array(logits.suffix(5)), golden) < 1e-5)
    #expect(largestDifference(Array(logits[5..<10]), golden) > 0.01)
  }

  @Test func refusesAnInputOfAnotherLength() async throws {
    let model = try TinyNet.model()
    for count in [0, 191, 193, 384] {
      await #expect(throws: RuntimeError.inputLength(expected: [1, 3, 8, 8], found: count)) {
        _ = try await model.infer([Float](repeating: 0, count: count), outputs: ["logits"])
      }
    }
  }

  @Test func namesTheOutputsWhenAskedForAnother() async throws {
    let model = try TinyNet.model()
    let error = RuntimeError.unknownOutput(name: "image", expected: ["features", "map", "logits"])
    await #expect(throws: error) { _ = try await model.infer(TinyNet.input, outputs: ["logits", "image"]) }
    #expect(error.description == "The model has no output \"image\"; ask for one of: features, map, logits.")
  }
}
