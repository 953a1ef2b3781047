import Artifact
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Taxonomy
import TestSupport
import Weights

@testable import Inference

/// A model folder of two small random nets and two looks, with a cascade: the second net alone, then both at one look.
struct TinyCascade {
  let folder: TemporaryFolder
  let head: LinearClassifier
  let stageHead: LinearClassifier
  static let backbones = ["efficientnet-lite0", "efficientnet-lite1"]
  static let temperatures = (first: 0.5, both: 2.0, all: 0.8)

  var url: URL { folder.url.appending(path: "model") }

  /// - Parameters:
  ///   - from: The probabilities from which the stages answer alone, nil for one that never does; nil for a model without a
  ///     cascade.
  ///   - isGolden: Whether the recorded answers of the stage are its own.
  init(
    answeringFrom from: [Double?]? = [0.9, 0.9], isGolden: Bool = true,
    change: (inout ModelDescription) -> Void = { _ in }
  ) async throws {
    folder = try TemporaryFolder()
    let net = try FrozenNet(randomly: Self.backbones, seed: 3, inputSize: 64)
    let width = try net.featureCount()
    var generator = SplitMix64(seed: 4)
    func random(_ features: Int) -> LinearClassifier {
      LinearClassifier(
        classes: 4, features: features,
        rows: (0..<(4 * features)).map { _ in Float.random(in: -0.03...0.03, using: &generator) },
        bias: [0, 0.1, 0, -0.1])
    }
    head = random(width)
    stageHead = random(width / 2)
    var description = ModelDescription(
      name: "tiny", backbones: net.backbones, preprocessing: net.preprocessing, classes: TinyModel.classes,
      looks: LookPolicy(count: 2), temperatures: [1, Self.temperatures.all, 1],
      verdict: VerdictPolicy(unsureBelow: 0.3, presence: nil),
      training: TrainingRecord(images: 0, views: 1, head: "random", weightDecay: 0, seed: 4, dataHash: ""))
    if let from {
      func verdict(_ from: Double?) -> VerdictPolicy {
        VerdictPolicy(unsureBelow: 0, presence: from == nil ? PresencePolicy(classes: [], threshold: 1) : nil)
      }
      description.cascade = CascadePolicy(
        nets: Self.backbones.reversed(),
        stages: [
          CascadeStage(
            nets: 1, looks: 1, answersFrom: from[0] ?? 1, temperature: Self.temperatures.first,
            verdict: verdict(from[0]), sets: nil, work: 0.3),
          CascadeStage(
            nets: 2, looks: 1, answersFrom: from[1] ?? 1, temperature: Self.temperatures.both,
            verdict: verdict(from[1]), sets: nil, work: 0.5),
        ],
        record: CascadeRecord(images: 0, answered: [0, 0, 0], top1: 1, top1OfAll: 1, ece: 0, eceOfAll: 0, work: 0.5))
    }
    change(&description)
    var arrays = head.headWeights.arrays
    if from != nil { arrays.merge(stageHead.headWeights(prefix: "stage.1.").arrays) { $1 } }
    let columns = FeatureColumns(widths: [width / 2, width / 2], chosen: [1])
    try await ModelFolderWriter.write(description, net: net, head: WeightSet(arrays), to: url) {
      [stageHead] graph, images in
      let model = try CompiledModel(onnx: graph, options: RuntimeOptions(precision: .f32, threads: 1))
      var logits: [GoldenLogits] = []
      for bytes in images {
        let planes = try DecodedImage.decode(bytes).planes(net.preprocessing)
        let outputs = try await model.infer(planes, outputs: ["head", "features"])
        let own = stageHead.logits(of: columns.of(outputs["features"] ?? [], width: width))
        logits.append(
          GoldenLogits(outputs["head"] ?? [], stages: from == nil ? [] : [isGolden ? own : own.map { -$0 }]))
      }
      return logits
    }
  }

  func predictor(_ effort: Effort = .auto, looks: Int? = nil, threads: Int = 2) throws -> Predictor {
    try Predictor(
      ModelFolder(reading: url),
      options: PredictorOptions(
        runtime: RuntimeOptions(precision: .f32, threads: threads), looks: looks, effort: effort))
  }

  /// The features of one net alone, by its own graph and nothing else of what is tested.
  func features(of net: String, _ bytes: [UInt8]) async throws -> [Float] {
    let read = try ModelFolder(reading: url)
    let model = try CompiledModel(onnx: read.graph(ofNet: net), options: RuntimeOptions(precision: .f32, threads: 1))
    let image = try DecodedImage.decode(bytes, minimumSide: 2 * read.description.preprocessing.size)
    return try await model.infer(image.planes(read.description.preprocessing), outputs: ["features"])["features"] ?? []
  }
}
