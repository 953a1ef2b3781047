import Exchange
import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

/// What `Tests/Reference/write_lite0_answers.py` and `ReferenceScripts.answers` print.
struct Answers: Codable {
  var map: [Float], features: [Float], logits: [Float], top: [Int]
}

/// The published files that setup fetches; without them the tests of them count as skipped.
enum PublishedFiles {
  static func file(_ backbone: Backbone) -> URL? {
    backbone.weightsFile.map { RealImages.checkout.appending(path: ".deps/weights/\($0)") }
  }

  static var available: Bool {
    EfficientNetLite.allCases.prefix(3).allSatisfy {
      guard let backbone = try? Backbone(named: $0.name) else { return false }
      return FileManager.default.fileExists(atPath: file(backbone)?.path ?? "")
    }
  }
}

@Suite struct PublishedWeightsTests {
  @Test(.enabled(if: ReferencePython.available && PublishedFiles.available))
  func publishedLite0AnswersAsInPyTorch() throws {
    let folder = try TemporaryFolder()
    let backbone = try Backbone(named: "efficientnet-lite0")
    let url = folder.url.appending(path: "weights.safetensors")
    try PublishedWeights.importBackbone(backbone, from: try #require(PublishedFiles.file(backbone)), to: url)
    let weights = try SafetensorsFile(url)
    #expect(weights.metadata == ["backbone": "efficientnet-lite0", "licence": "Apache-2.0"])
    let model = folder.url.appending(path: "model.onnx")
    try ONNXModel.write(backbone.network, weights: weights, to: model)
    let found = try JSONDecoder().decode(
      Answers.self, from: Data(try ReferencePython.run(ReferenceScripts.answers, [model.path]).utf8))
    let golden = Bundle.module.bundleURL.appending(path: "Data/efficientnet-lite0-answers.json")
    let expected = try JSONDecoder().decode(Answers.self, from: Data(contentsOf: golden))
    #expect(found.top == expected.top)
    for (one, other) in [
      (found.map, expected.map), (found.features, expected.features), (found.logits, expected.logits),
    ] {
      #expect(one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 2e-3 })
    }
  }

  @Test(.enabled(if: PublishedFiles.available), arguments: [EfficientNetLite.lite0, .lite1, .lite2])
  func publishedNamesAndShapesAreTheBackbones(lite: EfficientNetLite) throws {
    let backbone = try Backbone(named: lite.name)
    let state = try StateDict(try #require(PublishedFiles.file(backbone)))
    let renamed = try AdoptedWeights(state, for: backbone)
    #expect(Set(renamed.names) == Set(backbone.network.parameters.map(\.name)))
    #expect(throws: ExchangeError.self) { try AdoptedWeights(state, for: Backbone(named: "efficientnet-lite4")) }
  }

  @Test func weightsOfAnotherNetworkAreNamed() throws {
    let backbone = try Backbone(named: "resnet18")
    let ours = EvenWeights(for: backbone.network)
    let names = try #require(backbone.keyNames.first { $0.family == .torchvision })
    let theirs = Dictionary(uniqueKeysWithValues: names.sources.map { ($0.key, $0.value[0]) })
    let published = try RenamedWeights(ours, names: theirs)
    #expect(try AdoptedWeights(published, for: backbone).names.count == ours.names.count)

    let counted = WeightSet(["bn1.num_batches_tracked": WeightArray(shape: [], values: [1])])
    _ = try AdoptedWeights(try MergedWeights([published, counted]), for: backbone)

    let more = WeightSet(["extra.weight": WeightArray(shape: [1], values: [1])])
    #expect(throws: ExchangeError.leftOverWeights(network: "resnet18", names: ["extra.weight"])) {
      try AdoptedWeights(try MergedWeights([published, more]), for: backbone)
    }
    let fewer = try RenamedWeights(ours, names: theirs.filter { $0.value != "fc.bias" })
    #expect(throws: ExchangeError.missingWeights(network: "resnet18", names: ["fc.bias"])) {
      try AdoptedWeights(fewer, for: backbone)
    }
    let wrong = WeightSet(["fc.bias": WeightArray(shape: [120], values: [Float](repeating: 0, count: 120))])
    #expect(throws: ExchangeError.wrongShape(name: "fc.bias", expected: [1000], found: [120])) {
      try AdoptedWeights(try MergedWeights([fewer, wrong]), for: backbone)
    }
  }

  @Test func longListsOfNamesAreCutShort() {
    let error = ExchangeError.missingWeights(network: "n", names: ["a", "b", "c", "d", "e"])
    #expect(error.description.hasPrefix("\"a\", \"b\", \"c\" and 2 more of network \"n\""))
  }

  @Test func aDuplicateNameIsRefusedWhenWeightsAreMerged() {
    let set = WeightSet(["a": WeightArray(shape: [1], values: [1])])
    #expect(throws: WeightsError.duplicate(name: "a")) { try MergedWeights([set, set]) }
    #expect(throws: WeightsError.missing(name: "z", file: "the renamed weights")) {
      try RenamedWeights(set, names: ["z": "y"])
    }
  }
}
