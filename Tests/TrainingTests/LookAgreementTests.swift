import Artifact
import Corpus
import Exchange
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Support
import Taxonomy
import TestSupport
import Testing
import Weights

@testable import Inference
@testable import Training

/// What a head is trained on and calibrated with is what people's images are answered from, bit for bit.
@Suite struct LookAgreementTests {
  private static let runtime = RuntimeOptions(precision: .f32, threads: 1)

  /// A net with random weights that is sure of what it sees, so that second looks go somewhere.
  private static func net() throws -> FrozenNet {
    let net = try FrozenNet(randomly: ["efficientnet-lite0"], seed: 3, inputSize: 64)
    var arrays = net.weights.arrays
    let classifier = try net.weights.array("classifier.weight")
    arrays["classifier.weight"] = WeightArray(shape: classifier.shape, values: classifier.values.map { $0 * 50 })
    return FrozenNet(net, tuned: WeightSet(arrays), hash: "sure")
  }

  /// A net with random weights and a random head, as training compiles it and as a model folder holds it.
  private struct Bench {
    let folder: TemporaryFolder
    let backbone: CompiledBackbone
    let head: LinearClassifier
    let predictor: Predictor
    let samples: [Sample]
    let images: [[UInt8]]

    init(looks: LookPolicy, shapes: [(width: Int, height: Int)], net: FrozenNet? = nil) async throws {
      folder = try TemporaryFolder()
      let net = try net ?? LookAgreementTests.net()
      let compiled = try await CompiledBackbone(
        net, runtime: LookAgreementTests.runtime, cache: folder.url.appending(path: "nets"))
      let width = try net.featureCount()
      var generator = SeededGenerator(seed: 4)
      let rows = (0..<(3 * width)).map { _ in Float.random(in: -0.3...0.3, using: &generator) }
      head = LinearClassifier(classes: 3, features: width, rows: rows, bias: [0.1, 0, -0.1])
      backbone = compiled.led(by: head)
      let description = ModelDescription(
        name: "tiny", backbones: net.backbones, preprocessing: net.preprocessing,
        classes: (0..<3).map { ClassName(id: "c\($0)", label: "class \($0)") }, looks: looks, temperatures: [1, 1, 1],
        verdict: VerdictPolicy(unsureBelow: 0, presence: nil),
        training: TrainingRecord(images: 0, views: 1, head: "random", weightDecay: 0, seed: 4, dataHash: ""))
      let model = folder.url.appending(path: "model")
      try await ModelFolderWriter.write(
        description, net: net, head: head.headWeights, to: model,
        golden: net.goldenRun(own: backbone.own, limits: Limits()))
      predictor = try Predictor(
        ModelFolder(reading: model), options: PredictorOptions(runtime: LookAgreementTests.runtime))
      images = try shapes.enumerated().map { number, shape in
        let pixels = TestImages.scene(width: shape.width, height: shape.height, seed: UInt64(number + 1))
        return try #require(RGBImage(width: shape.width, height: shape.height, pixels: pixels)).png()
      }
      for (number, bytes) in images.enumerated() {
        try Data(bytes).write(to: folder.url.appending(path: "\(number).png"))
      }
      let root = folder.path
      samples = images.indices.map {
        Sample(root: root, folder: "", baseName: "\($0).png", classIndex: 0, split: .validation)
      }
    }
  }

  @Test func calibrationSeesTheLooksThatPredictionTakes() async throws {
    let policy = LookPolicy(count: 3, threshold: 0.95, margin: 0)
    let bench = try await Bench(looks: policy, shapes: [(300, 200), (90, 140), (64, 64)])
    let pass = FeaturePass(
      extractor: bench.backbone.extractor,
      store: try FeatureStore(
        folder: bench.folder.url.appending(path: "cache"), name: "looks", width: bench.head.features),
      pipeline: bench.backbone.pipeline, views: policy.views, width: 2)
    let fresh = try await pass.run(bench.samples, progress: Silent())
    let cached = try await pass.run(bench.samples, progress: Silent())
    #expect(fresh.problems.isEmpty && fresh.computed == 9 && cached.computed == 0)
    #expect(try fresh.table.values(of: 0..<3) == cached.table.values(of: 0..<3))
    var parts = 0
    for (number, bytes) in bench.images.enumerated() {
      let taken = try await bench.predictor.see(bench.predictor.decode(bytes)).looks
      #expect(taken.count == 3)
      for (view, look) in taken.enumerated() {
        #expect(try fresh.table.row(number, view) == look.features)
        #expect(!look.features.isEmpty && look.ownLogits.count == 1000)
        let logits = bench.head.logits(of: look.features)
        #expect(zip(logits, look.logits).allSatisfy { abs($0 - $1) < 1e-4 } && look.logits.count == 3)
      }
      parts += taken[1].region == .whole ? 0 : 1
      #expect(try await bench.predictor.measure(bytes).logits == averaged(taken.map(\.logits)))
    }
    #expect(parts > 0, "no second look went to a part, so that nothing was proved of it")
  }

  /// Where the backbone has no classes of its own, the trained head says where to look again: to training as to prediction.
  @Test func theHeadLeadsWhereTheBackboneHasNoClasses() async throws {
    let policy = LookPolicy(count: 2, threshold: 0.9, margin: 0)
    let net = try FrozenNet(randomly: ["dinov2-small-14"], seed: 3, inputSize: 98)
    let bench = try await Bench(looks: policy, shapes: [(300, 200), (90, 140), (98, 98)], net: net)
    #expect(bench.backbone.own.classes == 0 && bench.backbone.extractor.guide != nil)
    let store = try FeatureStore(
      folder: bench.folder.url.appending(path: "cache"), name: "looks", width: bench.head.features)
    func pass(_ backbone: CompiledBackbone) async throws -> FeaturePassResult {
      try await FeaturePass(
        extractor: backbone.extractor, store: store, pipeline: backbone.pipeline, views: policy.views, width: 2
      ).run(bench.samples, progress: Silent())
    }
    let found = try await pass(bench.backbone)
    var parts = 0
    for (number, bytes) in bench.images.enumerated() {
      let taken = try await bench.predictor.see(bench.predictor.decode(bytes)).looks
      for (view, look) in taken.enumerated() { #expect(try found.table.row(number, view) == look.features) }
      parts += taken[1].region == .whole ? 0 : 1
    }
    #expect(parts > 0, "no second look went to a part, so that nothing was proved of it")
    // First looks are the same whoever leads, second ones are another head's own.
    #expect(try await pass(bench.backbone).computed == 0)
    let rows = bench.head.rows.map { -$0 }
    let other = LinearClassifier(classes: 3, features: bench.head.features, rows: rows, bias: bench.head.bias)
    let elsewhere = try await pass(bench.backbone.led(by: other))
    #expect(elsewhere.computed == bench.images.count)
    let isElsewhere = try elsewhere.table.values(of: 0..<3) != found.table.values(of: 0..<3)
    #expect(isElsewhere)
  }

  /// A backbone's own classes lead where there are some, as before.
  @Test func ownClassesLeadWhereThereAreSome() async throws {
    let bench = try await Bench(looks: LookPolicy(count: 2), shapes: [(64, 64)])
    #expect(bench.backbone.own.classes == 1000 && bench.backbone.extractor.guide == nil)
  }

  @Test func aSecondLookAloneIsTheSameAsAfterTheFirst() async throws {
    let policy = LookPolicy(count: 2, threshold: 0.95, margin: 0)
    let bench = try await Bench(looks: policy, shapes: [(300, 200)])
    func features(_ views: [View], _ name: String) async throws -> FeatureTable {
      try await FeaturePass(
        extractor: bench.backbone.extractor,
        store: FeatureStore(
          folder: bench.folder.url.appending(path: "cache"), name: name, width: bench.head.features),
        pipeline: bench.backbone.pipeline, views: views, width: 1
      ).run(bench.samples, progress: Silent()).table
    }
    let both = try await features(policy.views, "both")
    let alone = try await features([policy.views[1]], "alone")
    let isTheSame = try both.row(0, 1) == alone.row(0, 0)
    #expect(isTheSame)
    let isAnother = try both.row(0, 0) != both.row(0, 1)
    #expect(isAnother)
  }

  @Test func aNetWithoutTheOutputIsRefused() async throws {
    let folder = try TemporaryFolder()
    let net = try FrozenNet(randomly: ["efficientnet-lite0"], seed: 3, inputSize: 64)
    let backbone = try await CompiledBackbone(net, runtime: Self.runtime, cache: folder.url)
    let model = backbone.extractor.model
    let error = #expect(throws: RuntimeError.self) {
      try Extractor(model: model, preprocessing: net.preprocessing, classifier: backbone.own, needsHead: true)
    }
    #expect(error == .unknownOutput(name: "head", expected: model.outputs.map(\.name)))
  }
}
