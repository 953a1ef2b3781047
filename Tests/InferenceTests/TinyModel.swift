import Artifact
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Runtime
import Taxonomy
import TestSupport
import Weights

/// A model folder with random weights and a small input: quick to make and to run.
struct TinyModel {
  let folder: TemporaryFolder
  static let classes = (0..<4).map { ClassName(id: "c\($0)", label: "class \($0)") }

  var url: URL { folder.url.appending(path: "model") }

  init(
    presence: PresencePolicy? = nil, unsureBelow: Double = 0, uncertainBelow: Double? = nil, groupBelow: Double? = nil,
    groups: [[String]]? = nil,
    backbone: String = "efficientnet-lite0",
    inputSize: Int = 64
  ) async throws {
    folder = try TemporaryFolder()
    let net = try FrozenNet(randomly: [backbone], seed: 3, inputSize: inputSize)
    let width = try net.featureCount()
    var generator = SplitMix64(seed: 4)
    let head = LinearClassifier(
      classes: 4, features: width,
      rows: (0..<(4 * width)).map { _ in Float.random(in: -0.3...0.3, using: &generator) },
      bias: [Float](repeating: 0, count: 4))
    var description = ModelDescription(
      name: "tiny", backbones: net.backbones, preprocessing: net.preprocessing, classes: Self.classes,
      looks: LookPolicy(count: 2), temperatures: [1, 1, 1],
      verdict: VerdictPolicy(unsureBelow: unsureBelow, presence: presence),
      training: TrainingRecord(images: 0, views: 1, head: "random", weightDecay: 0, seed: 4, dataHash: ""))
    (description.verdict.uncertainBelow, description.verdict.groupBelow) = (uncertainBelow, groupBelow)
    description.groups = groups
    try await ModelFolderWriter.write(description, net: net, head: head.headWeights, to: url) { graph, images in
      let model = try CompiledModel(onnx: graph, options: RuntimeOptions(precision: .f32, threads: 1))
      var logits: [GoldenLogits] = []
      for bytes in images {
        let planes = try DecodedImage.decode(bytes).planes(net.preprocessing)
        logits.append(GoldenLogits(try await model.infer(planes, outputs: ["head"])["head"] ?? []))
      }
      return logits
    }
  }

  func predictor(looks: Int? = nil) throws -> Predictor {
    try Predictor(
      ModelFolder(reading: url),
      options: PredictorOptions(runtime: RuntimeOptions(precision: .f32, threads: 2), looks: looks))
  }

  /// A drawn image; another number, another image.
  static func image(_ number: Int) throws -> [UInt8] {
    let pixels = (0..<(90 * 70 * 3)).map { UInt8(truncatingIfNeeded: ($0 / 3 + number * 37) % 90 * (2 + $0 % 3)) }
    return try RGBImage(width: 90, height: 70, pixels: pixels)?.png() ?? []
  }
}

extension Network {
  /// A net whose logits are its own input: 3 × side × side values.
  static func mirror(side: Int) -> (Network, WeightSet) {
    let count = 3 * side * side
    let network = Network(
      name: "mirror", input: .init(channels: 3, size: side),
      nodes: [
        .init(
          name: "copy",
          layer: .convolution(Convolution(inputs: 3, outputs: count, kernel: side, padding: .explicit(0))),
          inputs: [Network.inputName]),
        .init(name: "pool", layer: .globalAveragePool, inputs: ["copy"]),
      ],
      outputs: [.init(name: Network.StandardOutput.head, node: "pool")])
    let identity = (0..<(count * count)).map { Float($0 / count == $0 % count ? 1 : 0) }
    return (network, WeightSet(["copy.weight": WeightArray(shape: [count, 3, side, side], values: identity)]))
  }
}
