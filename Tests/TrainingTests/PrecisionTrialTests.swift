import Artifact
import Corpus
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Support
import Taxonomy
import TestSupport
import Testing

@testable import Training

/// A net's two forms against each other, on drawn images.
@Suite struct PrecisionTrialTests {
  private static let classes = ["dark", "light"]
  private let folder: TemporaryFolder
  private let net: FrozenNet

  init() throws {
    folder = try TemporaryFolder()
    net = try FrozenNet(randomly: ["resnet18"], seed: 3, inputSize: 32)
  }

  /// Grey images of some grain, dark ones and light ones.
  private func dataSet(training: Int, validation: Int) throws -> DataSet {
    var generator = SeededGenerator(seed: 5)
    var samples: [Sample] = []
    for number in 0..<(training + validation) {
      let isLight = number % 2 == 1
      let pixels = (0..<(32 * 32 * 3)).map { _ in
        UInt8.random(in: isLight ? 150...250 : 10...110, using: &generator)
      }
      try folder.write(try #require(RGBImage(width: 32, height: 32, pixels: pixels)).png(), to: "\(number).png")
      samples.append(
        Sample(
          root: folder.path, folder: "", baseName: "\(number).png", classIndex: isLight ? 1 : 0,
          split: number < training ? .train : .validation))
    }
    return DataSet(classes: Self.classes.map { ClassName(id: $0, label: $0) }, samples: samples)
  }

  private func options() -> TrainOptions {
    var options = TrainOptions(
      weightsFolders: [], featureCache: folder.url.appending(path: "features"),
      backboneCache: folder.url.appending(path: "nets"))
    options.runtime = RuntimeOptions(threads: 2)
    return options
  }

  private func trial(leastSeconds: Double = 0) -> PrecisionTrial {
    var trial = PrecisionTrial(net: net, options: options(), progress: SilentProgress())
    trial.leastSeconds = leastSeconds
    return trial
  }

  @Test(.enabled(if: Precision.hasEightBits))
  func bothFormsAreTimedAndJudgedOnTheSameImages() async throws {
    let data = try dataSet(training: 40, validation: PrecisionChoice.leastImages)
    let note = try #require(
      try await trial().run(data, rows: 1_000_000, ranges: data.samples(in: .train)))
    #expect(note.record.images == 40)
    #expect(try Set(note.record.ranges.keys) == Set(net.network.eightBitInputs()))
    let choice = try #require(note.choice)
    #expect(choice.gain > 0 && choice.gain.isFinite && choice.other != .int8)
    // Where int8 isn't faster, here and now, nothing is compared.
    guard choice.isFastEnough else { return }
    let right = try #require(choice.right)
    #expect(
      right.images == PrecisionChoice.leastImages && right.other == right.images && right.eightBits == right.images)
    #expect(choice.takesEightBits)
  }

  @Test(.enabled(if: Precision.hasEightBits))
  func tooFewValidationImagesDecideNothing() async throws {
    let data = try dataSet(training: 20, validation: 20)
    let choice = try await trial().run(data, rows: 1_000_000, ranges: data.samples(in: .train))?.choice
    #expect(try #require(choice).takesEightBits == false)
  }

  @Test(arguments: [
    (20_580, 116.0, 193.0, 2_000, true), (12_902, 200, 278, 1_197, false), (16_000, 200, 278, 1_197, true),
    (1_000_000, 100, 99, 1_000, false), (9_000, 100, 200, 200, true),
  ])
  func askingPaysWhereMuchIsSaved(rows: Int, plain: Double, eightBits: Double, held: Int, pays: Bool) {
    #expect(PrecisionTrial.pays(rows: rows, plain: plain, eightBits: eightBits, held: held) == pays)
  }

  @Test(.enabled(if: Precision.hasEightBits))
  func fewRowsAreNotCompared() async throws {
    let data = try dataSet(training: 10, validation: 10)
    let choice = try #require(try await trial().run(data, rows: 20, ranges: data.samples(in: .train))?.choice)
    #expect(choice.fewRows == 20 && choice.right == nil && !choice.takesEightBits)
    if choice.isFastEnough { #expect(choice.sentence.contains("20 rows are too few")) }
    #expect(!FileManager.default.fileExists(atPath: options().featureCache.path))
  }

  @Test func aShortPassIsNotWorthIt() async throws {
    let data = try dataSet(training: 6, validation: 6)
    let note = try await trial(leastSeconds: 1e9).run(data, rows: 12, ranges: data.samples(in: .train))
    #expect(note == nil)
    #expect(!FileManager.default.fileExists(atPath: options().featureCache.path))
  }
}
