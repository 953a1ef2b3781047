import Foundation
import TestSupport
import Testing

@testable import Runtime

/// Against ONNX Runtime, with weights in a safetensors file next to the graph.
@Suite(.enabled(if: ReferencePython.available)) struct ReferenceTests {
  @Test func readsWeightsFromTheSafetensorsFile() async throws {
    let net = try PythonNet.shared.get()
    let answer = try await net.model(RuntimeOptions(precision: .f32)).infer(PythonNet.input, outputs: ["logits"])
    #expect(largestDifference(answer["logits"], net.logits) < 1e-4)
    #expect((net.logits.max() ?? 0) > 0.5)
  }

  @Test func refusesWhenTheWeightsAreGone() throws {
    let net = try PythonNet.shared.get().copy()
    try FileManager.default.removeItem(at: net.folder.url.appending(path: "weights.safetensors"))
    let error = #expect(throws: RuntimeError.self) { _ = try net.model(RuntimeOptions()) }
    guard case .unreadableModel(net.file.path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// f32 by one thread a request: the bytes may depend on nothing but the input.
  @Test func givesTheSameBytesForAnyNumberOfThreads() async throws {
    let net = try PythonNet.shared.get()
    let inputs = (0..<3).map { turn in PythonNet.input.map { $0 * Float(turn + 1) / 3 } }
    var answers: Set<[UInt32]> = []
    for (threads, streams, requests) in [(1, 1, 1), (1, 1, 3), (2, 2, 2), (2, 2, 5), (4, 4, 4)] {
      let options = RuntimeOptions(precision: .f32, threads: threads, streams: streams, requests: requests)
      let model = try net.model(options)
      #expect(model.threadCount == model.streamCount)
      for _ in 0..<2 {
        let found = try await withThrowingTaskGroup(of: (Int, [UInt32]).self) { group in
          for (index, input) in inputs.enumerated() {
            group.addTask {
              let answer = try await model.infer(input, outputs: ["logits", "map"])
              return (index, ((answer["logits"] ?? []) + (answer["map"] ?? [])).map(\.bitPattern))
            }
          }
          return try await group.reduce(into: [[UInt32]](repeating: [], count: 3)) { $0[$1.0] = $1.1 }
        }
        answers.insert(found.flatMap { $0 })
      }
    }
    #expect(answers.count == 1)
    let values = 3 * (120 + 160 * 64)
    #expect(answers.first?.count == values)
  }

  @Test func latencyModeAgreesWithinRounding() async throws {
    let net = try PythonNet.shared.get()
    let model = try net.model(RuntimeOptions(precision: .f32, mode: .latency))
    #expect(model.streamCount == 1 && model.requestCount == 1)
    #expect(largestDifference(try await model.infer(PythonNet.input, outputs: ["logits"])["logits"], net.logits) < 1e-4)
  }

  /// bf16 has 8 bits of mantissa: each value keeps about two digits. Where the CPU can't do it, the model says f32.
  @Test func bf16IsNear() async throws {
    let net = try PythonNet.shared.get()
    let model = try net.model(RuntimeOptions(precision: .bf16))
    let logits = try await model.infer(PythonNet.input, outputs: ["logits"])["logits"]
    let scale = net.logits.map(abs).max() ?? 0
    #expect(largestDifference(logits, net.logits) < (model.precision == .f32 ? 1e-4 : 0.05 * scale))
  }

  @Test func autoIsBf16OrF32AndDeterministic() async throws {
    let net = try PythonNet.shared.get()
    let models = [try net.model(RuntimeOptions()), try net.model(RuntimeOptions(threads: 1))]
    var answers: Set<[Float]> = []
    for model in models {
      #expect(model.precision == .f32 || model.precision == .bf16)
      answers.insert(try await model.infer(PythonNet.input, outputs: ["logits"])["logits"] ?? [])
    }
    #expect(answers.count == 1)
  }

  @Test func theCacheAnswersTheSameAndNoticesNewWeights() async throws {
    let net = try PythonNet.shared.get().copy()
    let cache = net.folder.url.appending(path: "new/cache")
    let options = RuntimeOptions(precision: .f32, cacheFolder: cache)
    let first = try await net.model(options).infer(PythonNet.input, outputs: ["logits"])
    let kept = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(!kept.isEmpty)
    let model = try net.model(options)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path) == kept)
    #expect(model.outputs.map(\.name) == ["map", "logits"])
    #expect(try await model.infer(PythonNet.input, outputs: ["logits"]) == first)

    let graph = try Data(contentsOf: net.file)
    let other = try PythonNet(seed: 2, in: net.folder)
    #expect(try Data(contentsOf: net.file) == graph)
    let answer = try await other.model(options).infer(PythonNet.input, outputs: ["logits"])
    #expect(largestDifference(answer["logits"], other.logits) < 1e-4)
    #expect(largestDifference(answer["logits"], first["logits"]) > 0.01)
  }
}
