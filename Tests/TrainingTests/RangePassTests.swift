import Artifact
import Corpus
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Support
import TestSupport
import Testing
import Torch

@testable import Training

/// Ranges for 8 bits, measured on images.
@Suite struct RangePassTests {
  private let folder: TemporaryFolder
  private let samples: [Sample]
  private var images: [[UInt8]] = []

  init() throws {
    folder = try TemporaryFolder()
    for (number, shape) in [(70, 50), (64, 64), (90, 120)].enumerated() {
      let pixels = TestImages.scene(width: shape.0, height: shape.1, seed: UInt64(number + 1))
      images.append(try #require(RGBImage(width: shape.0, height: shape.1, pixels: pixels)).png())
      try folder.write(images[number], to: "\(number).png")
    }
    try folder.write(Array("no image".utf8), to: "3.png")
    let root = folder.path
    samples = (0..<4).map { Sample(root: root, folder: "", baseName: "\($0).png", classIndex: 0, split: .train) }
  }

  private func options() -> TrainOptions {
    var options = TrainOptions(weightsFolders: [], featureCache: folder.url, backboneCache: folder.url)
    options.runtime = RuntimeOptions(threads: 2)
    return options
  }

  /// libtorch finds the same numbers in the same images.
  @Test(arguments: ["resnet18", "efficientnet-b0", "vit-small-16"])
  func theyAreTheMeansOfTheImagesExtremes(backbone: String) async throws {
    let net = try FrozenNet(randomly: [backbone], seed: 3, inputSize: 64)
    let record = try await RangePass(net: net, options: options()).measure(samples, progress: SilentProgress())
    #expect(record.images == 3)
    let values = try net.network.eightBitInputs()
    #expect(Set(record.ranges.keys) == Set(values))
    var network = net.network
    network.outputs = values.filter { $0 != Network.inputName }.map { .init(name: $0, node: $0) }
    let torch = try TorchNetwork(network, weights: net.weights)
    var sums: [String: (low: Double, high: Double)] = [:]
    for bytes in images {
      let planes = try DecodedImage.decode(bytes, minimumSide: 128).planes(net.preprocessing)
      let found = try withoutGradients {
        try torch.forward(Tensor(planes, shape: [1, 3, 64, 64]), to: network.outputs.map(\.name)).mapValues {
          try $0.values(Float.self)
        }
      }
      for (name, all) in found.merging([Network.inputName: planes], uniquingKeysWith: { $1 }) {
        sums[name, default: (0, 0)].low += Double(all.min() ?? 0)
        sums[name, default: (0, 0)].high += Double(all.max() ?? 0)
      }
    }
    for value in values {
      let (range, sum) = (try #require(record.ranges[value]), try #require(sums[value]))
      let size = Float(max(abs(sum.low), abs(sum.high)) / 3)
      #expect(abs(range.low - min(0, Float(sum.low / 3))) <= 1e-3 * size + 1e-6, "\(value)")
      #expect(abs(range.high - max(0, Float(sum.high / 3))) <= 1e-3 * size + 1e-6, "\(value)")
    }
  }

  @Test func withoutAnImageThereAreNone() async throws {
    let net = try FrozenNet(randomly: ["resnet18"], seed: 3, inputSize: 64)
    await #expect(throws: TrainingError.noTrainingImages(readable: 0)) {
      try await RangePass(net: net, options: options()).measure([samples[3]], progress: SilentProgress())
    }
  }

  @Test func imagesAreSpreadOverAllClasses() {
    let many = (0..<1_000).map { Sample(root: "", folder: "", baseName: "\($0)", classIndex: $0 / 100, split: .train) }
    let chosen = RangePass.chosen(many)
    #expect(chosen.count == 128 && Set(chosen.map(\.classIndex)).count == 10)
    #expect(RangePass.chosen(Array(many.prefix(3))).count == 3 && RangePass.chosen([]).isEmpty)
  }
}
