import Exchange
import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

@Suite struct ONNXModelTests {
  private let folder: TemporaryFolder
  private let network = Tiny.allKinds()

  init() throws { folder = try TemporaryFolder() }

  private func place(_ name: String) -> URL { folder.url.appending(path: name) }

  private func written(_ source: any WeightSource, _ name: String = "weights.safetensors") throws -> SafetensorsFile {
    try SafetensorsWriter.write(source, to: place(name))
    return try SafetensorsFile(place(name))
  }

  @Test(.enabled(if: ReferencePython.available), arguments: [ONNXModel.Batch.any, .fixed(1)])
  func everyLayerKindAnswersAsNumpyDoes(batch: ONNXModel.Batch) throws {
    let weights = try written(Tiny.weights(for: network, seed: 3))
    try ONNXModel.write(network, weights: weights, batch: batch, to: place("model.onnx"))
    let count = batch == .any ? "3" : "1"
    let lines = try ReferencePython.run(
      ReferenceScripts.numpy, [place("model.onnx").path, weights.url.path, count]
    ).split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.map { String($0[0]) } == ["features", "logits", "map"])
    for line in lines {
      #expect(try #require(Double(line[1])) < 1e-5, "\(line)")
      #expect(try #require(Double(line[2])) > 0.05, "an output of zeros proves nothing: \(line)")
    }
  }

  @Test(.enabled(if: ReferencePython.available))
  func joinedNetworksAnswerAsTheirParts() throws {
    var other = network
    other.name = "other"
    let parts = [network, other]
    let joined = try Network.joined(parts, inputSize: 12).withHead(classes: 5)
    let sources = try parts.enumerated().map { index, part in
      try RenamedWeights(Tiny.weights(for: part, seed: UInt64(index)), prefix: "\(part.name).")
    }
    let names = Set(sources.flatMap(\.names))
    var head = Tiny.weights(for: joined, seed: 9)
    head.arrays = head.arrays.filter { !names.contains($0.key) }
    let weights = try written(try MergedWeights(sources + [head]))
    try ONNXModel.write(joined, weights: weights, to: place("joined.onnx"))
    var models = [place("joined.onnx").path]
    for (index, part) in parts.enumerated() {
      let own = try written(Tiny.weights(for: part, seed: UInt64(index)), "\(part.name).safetensors")
      try ONNXModel.write(part.resized(to: 12), weights: own, to: place("\(part.name).onnx"))
      models.append(place("\(part.name).onnx").path)
    }
    #expect(try ReferencePython.run(ReferenceScripts.joined, models) == "True\nTrue\nTrue\n(2, 5)\n")
  }

  @Test(
    .enabled(if: ReferencePython.available),
    arguments: [
      "resnet18", "resnet50", "efficientnet-lite1", "efficientnet-b0", "mobilenetv3-large", "convnext-tiny",
      "vit-small-16",
    ])
  func wholeBackbonesAreAcceptedAndRun(name: String) throws {
    let backbone = try Backbone(named: name)
    // Small images keep it quick; the widths and depths are the real ones.
    let network = backbone.network.resized(to: 128)
    try ONNXModel.write(network, weights: try written(EvenWeights(for: network)), to: place("model.onnx"))
    let json = try ReferencePython.run(ReferenceScripts.answers, [place("model.onnx").path])
    let answer = try JSONDecoder().decode(Answers.self, from: Data(json.utf8))
    #expect(answer.logits.count == 16 && answer.logits.allSatisfy(\.isFinite))
  }

  @Test func equalModelsGiveEqualBytes() throws {
    let weights = try written(Tiny.weights(for: network, seed: 3))
    let first = try ONNXModel.bytes(network, weights: weights)
    #expect(try first == ONNXModel.bytes(network, weights: weights))
    #expect(try first != ONNXModel.bytes(network, weights: weights, batch: .fixed(1)))
    // The graph alone: 0.7 kB of weights would not fit in twice.
    #expect(first.count < 4000)
  }

  @Test func weightsThatDoNotFitAreRefused() throws {
    var set = Tiny.weights(for: network, seed: 3)
    set.arrays["norm.bias"] = WeightArray(shape: [2, 2], values: [1, 2, 3, 4])
    let turned = try written(set, "turned.safetensors")
    #expect(throws: ExchangeError.wrongShape(name: "norm.bias", expected: [4], found: [2, 2])) {
      try ONNXModel.bytes(network, weights: turned)
    }
    set.arrays["norm.bias"] = nil
    set.arrays["stem.weight"] = nil
    let lacking = try written(set, "lacking.safetensors")
    #expect(throws: ExchangeError.missingWeights(network: "tiny", names: ["stem.weight", "norm.bias"])) {
      try ONNXModel.bytes(network, weights: lacking)
    }
    let header =
      #"{"line.bias":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"#
      + #""line.weight":{"dtype":"F32","shape":[1,3],"data_offsets":[2,14]}}"#
    let half = try SafetensorsFile(
      FileBytes(
        withUnsafeBytes(of: header.utf8.count) { Array($0) } + header.utf8 + [UInt8](repeating: 0, count: 14),
        name: "half"))
    let line = Network(
      name: "line", input: .init(channels: 3, size: 1),
      nodes: [
        .init(name: "pool", layer: .globalAveragePool, inputs: ["input"]),
        .init(name: "line", layer: .linear(Linear(inputs: 3, outputs: 1)), inputs: ["pool"]),
      ], outputs: [.init(name: "out", node: "line")])
    #expect(throws: ExchangeError.wrongType(name: "line.bias", found: .f16)) {
      try ONNXModel.bytes(line, weights: half)
    }
  }

  @Test func graphsThatCannotBeWrittenAreRefused() throws {
    let weights = try written(Tiny.weights(for: network, seed: 3))
    var renamed = network
    renamed.outputs[0].name = "stem"
    #expect(throws: ExchangeError.nameTaken(name: "stem")) { try ONNXModel.bytes(renamed, weights: weights) }
    renamed.outputs[0].name = "six.low"
    #expect(throws: ExchangeError.nameTaken(name: "six.low")) { try ONNXModel.bytes(renamed, weights: weights) }
    var torn = network
    torn.nodes.remove(at: 1)
    #expect(throws: ExchangeError.network(.unknownValue(taker: "six", value: "norm"))) {
      try ONNXModel.bytes(torn, weights: weights)
    }
    let elsewhere = try TemporaryFolder().url.appending(path: "model.onnx")
    #expect(throws: ExchangeError.foldersDiffer(model: elsewhere.path, weights: weights.url.path)) {
      try ONNXModel.write(network, weights: weights, to: elsewhere)
    }
  }
}
