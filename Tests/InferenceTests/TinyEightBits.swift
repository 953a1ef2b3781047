import Artifact
import Exchange
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Taxonomy
import TestSupport
import Weights

@testable import Inference

/// A model folder of a small random net that is computed in 8 bits, with ranges of one drawn image.
struct TinyEightBits {
  let folder: TemporaryFolder
  let net: FrozenNet
  let head: LinearClassifier

  var url: URL { folder.url.appending(path: "model") }

  init(backbone: String, inputSize: Int = 64) async throws {
    folder = try TemporaryFolder()
    var net = try FrozenNet(randomly: [backbone], seed: 3, inputSize: inputSize)
    let weights = folder.url.appending(path: "weights.safetensors")
    let width = try net.featureCount()
    var generator = SplitMix64(seed: 4)
    head = LinearClassifier(
      classes: 4, features: width, rows: (0..<(4 * width)).map { _ in Float.random(in: -0.3...0.3, using: &generator) },
      bias: [0, 0, 0, 0])
    try SafetensorsWriter.write(
      WeightSet(net.weights.arrays.merging(head.headWeights.arrays) { $1 }), to: weights)
    let file = try SafetensorsFile(weights)
    let place = folder.url.appending(path: "ranges.onnx")
    try RangeGraph.write(net.network, weights: file, to: place)
    let options = RuntimeOptions(precision: .f32, threads: 1)
    let planes = try DecodedImage.decode(TinyModel.image(0), minimumSide: nil).planes(net.preprocessing)
    let extremes =
      try await CompiledModel(onnx: place, options: options).infer(planes, outputs: ["ranges"])["ranges"] ?? []
    var record = EightBitRecord(images: 1, ranges: [:])
    for (at, value) in try net.network.eightBitInputs().enumerated() {
      record.ranges[value] = ValueRange(low: extremes[2 * at], high: extremes[2 * at + 1])
    }
    net.eightBits = record
    let graph = folder.url.appending(path: "int8.onnx")
    try ONNXModel.write(net.network.withHead(classes: 4), weights: file, ranges: record.ranges, to: graph)
    var description = ModelDescription(
      name: "tiny", backbones: net.backbones, preprocessing: net.preprocessing, classes: TinyModel.classes,
      looks: LookPolicy(count: 1), temperatures: [1, 1, 1], verdict: VerdictPolicy(unsureBelow: 0, presence: nil),
      training: TrainingRecord(images: 0, views: 1, head: "random", weightDecay: 0, seed: 4, dataHash: ""))
    description.eightBits = record
    self.net = net
    func golden(_ graph: URL, _ images: [[UInt8]], _ precision: Precision) async throws -> [GoldenLogits] {
      let model = try CompiledModel(onnx: graph, options: RuntimeOptions(precision: precision, threads: 1))
      var logits: [GoldenLogits] = []
      for bytes in images {
        let planes = try DecodedImage.decode(bytes, minimumSide: nil).planes(net.preprocessing)
        logits.append(GoldenLogits(try await model.infer(planes, outputs: ["head"])["head"] ?? []))
      }
      return logits
    }
    let own = try await golden(graph, GoldenImages.make().map(\.bytes), .int8)
    try await ModelFolderWriter.write(
      description, net: net, head: head.headWeights, to: url, golden: { try await golden($0, $1, .f32) },
      own: ("int8", own))
  }

  func predictor(_ precision: Precision = .auto, threads: Int = 2) throws -> Predictor {
    try Predictor(
      ModelFolder(reading: url),
      options: PredictorOptions(runtime: RuntimeOptions(precision: precision, threads: threads)))
  }
}
