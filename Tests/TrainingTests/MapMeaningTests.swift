import Artifact
import Corpus
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Support
import Synchronization
import Taxonomy
import TestSupport
import Testing
import Weights

@testable import Inference
@testable import Training

/// Maps lie on what is shown, and second looks go there: by heads that are trained on drawn things.
@Suite struct MapMeaningTests {
  private static let classes = ["disc", "stripes", "cross"]
  private static let weights = RealImages.checkout.appending(path: ".deps/weights")
  /// The published weights come with setup.
  private static let kinds =
    FileManager.default.fileExists(atPath: weights.path) ? Kind.allCases : [.transformer]

  /// Nets whose answer depends on places in a known way.
  enum Kind: CaseIterable {
    /// Published weights: its features are the mean of its map.
    case convolutional
    /// A transformer without classes of its own, whose class token is set to the mean of what it sees.
    case transformer

    func net() throws -> FrozenNet {
      guard self == .transformer else {
        return try FrozenNet(named: ["efficientnet-lite0"], weightsIn: [MapMeaningTests.weights])
      }
      let net = try FrozenNet(randomly: ["dinov2-small-14"], seed: 7, inputSize: 126)
      var arrays = net.weights.arrays
      func set(_ name: String, _ value: (_ row: Int, _ column: Int) -> Float) {
        guard let shape = arrays[name]?.shape, let columns = shape.last else { return }
        let count = shape.reduce(1, *)
        arrays[name] = WeightArray(shape: shape, values: (0..<count).map { value($0 / columns, $0 % columns) })
      }
      // Only the last block adds anything: each token's mean of all, since no query prefers a key.
      for block in 0..<12 {
        set("blocks.\(block).scale1.weight") { _, _ in block == 11 ? 1 : 0 }
        set("blocks.\(block).scale2.weight") { _, _ in 0 }
      }
      set("blocks.11.qkv.weight") { row, column in row - 768 == column ? 1 : 0 }
      set("blocks.11.gather.weight") { row, column in row == column ? 1 : 0 }
      return FrozenNet(net, tuned: WeightSet(arrays), hash: "mean")
    }
  }

  /// A thing in a quarter of an image of grain: the box of it, as parts of the image, and the PNG file.
  private static func drawn(_ name: String, _ number: Int) throws -> (box: Region, bytes: [UInt8]) {
    var generator = SeededGenerator(seed: UInt64(number * 31 + classes.firstIndex(of: name)! + 1))
    let side = 0.35
    let (left, top) = (
      Double.random(in: 0...(1 - side), using: &generator), Double.random(in: 0...(1 - side), using: &generator)
    )
    let pixels = TestImages.draw(160, 160) { x, y in
      let grain = Double.random(in: -0.03...0.03, using: &generator)
      let (u, v) = ((x - left) / side, (y - top) / side)
      let ground = (0.5 + grain, 0.5 + grain, 0.5 + grain)
      guard (0...1).contains(u), (0...1).contains(v) else { return ground }
      switch name {
      case "disc": return hypot(u - 0.5, v - 0.5) < 0.5 ? (0.95, 0.1 + grain, 0.1) : ground
      case "stripes": return Int(u * 8) % 2 == 0 ? (0.05, 0.2, 0.9 + grain) : (0.95, 0.95, 0.2)
      default: return abs(u - 0.5) < 0.17 || abs(v - 0.5) < 0.17 ? (0.1, 0.9, 0.2 + grain) : ground
      }
    }
    let image = try #require(RGBImage(width: 160, height: 160, pixels: pixels))
    return (Region(x: left, y: top, width: side, height: side), try image.png())
  }

  /// A head on a net's features of drawn things, and the net as it leads.
  private static func trained(
    _ kind: Kind, in folder: TemporaryFolder
  ) async throws -> (extractor: Extractor, head: LinearClassifier) {
    let backbone = try await CompiledBackbone(
      kind.net(), runtime: RuntimeOptions(precision: .f32, threads: 2), cache: folder.url.appending(path: "nets"))
    var features = LabelledFeatures(width: backbone.own.features)
    for (label, name) in classes.enumerated() {
      for number in 0..<20 {
        let image = try DecodedImage.decode(drawn(name, number).bytes, minimumSide: nil)
        features.append(try await backbone.extractor.look(at: image).features[...], label: label)
      }
    }
    let head = try HeadTrainer(classes: classes.count, progress: Silent()).choose(
      train: features, validation: LabelledFeatures(width: features.width), prior: nil, decay: 0.1
    ).classifier
    return (backbone.led(by: head).extractor, head)
  }

  @Test(arguments: kinds) func massLiesInTheBox(kind: Kind) async throws {
    let folder = try TemporaryFolder()
    let (extractor, head) = try await Self.trained(kind, in: folder)
    var (ratios, right) = ([Double](), 0)
    for (label, name) in Self.classes.enumerated() {
      for number in 100..<110 {
        let (box, bytes) = try Self.drawn(name, number)
        let image = try DecodedImage.decode(bytes, minimumSide: nil)
        let look = try await extractor.look(at: image)
        let logits = head.logits(of: look.features)
        let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
        right += best == label ? 1 : 0
        let frame = image.frame(of: extractor.preprocessing)
        let map = extractor.place(of: head.contrast(best), in: look, frame: frame).refined(by: 4)
        ratios.append(Self.inside(box, map) / (box.width * box.height))
      }
    }
    #expect(right > 25)
    #expect(ratios.sorted()[ratios.count / 2] >= 1.5, "\(ratios)")
  }

  /// The share of a map's mass whose cells' centres are in the box.
  private static func inside(_ box: Region, _ map: EvidenceMap) -> Double {
    var (mass, all) = (0.0, 0.0)
    for (place, value) in map.values.enumerated() {
      let x = (Double(place % map.width) + 0.5) / Double(map.width)
      let y = (Double(place / map.width) + 0.5) / Double(map.height)
      all += Double(value)
      if (box.x...(box.x + box.width)).contains(x), (box.y...(box.y + box.height)).contains(y) { mass += Double(value) }
    }
    return all > 0 ? mass / all : 0
  }

  /// A net without classes of its own looks again where the thing is: more of it, and less of the rest.
  @Test func theSecondLookIsAtTheThing() async throws {
    let folder = try TemporaryFolder()
    let (extractor, _) = try await Self.trained(.transformer, in: folder)
    #expect(extractor.classifier.classes == 0)
    var shares: [Double] = []
    for name in Self.classes {
      for number in 100..<110 {
        let (box, bytes) = try Self.drawn(name, number)
        let image = try DecodedImage.decode(bytes, minimumSide: nil)
        let looks = try await extractor.looks(
          LookPolicy(count: 2).kinds(count: 2), in: image.frame(of: extractor.preprocessing)
        ) { region, mirrored in
          try image.planes(extractor.preprocessing, region: region, mirrored: mirrored)
        }
        let region = looks[1].region
        let width = min(box.x + box.width, region.x + region.width) - max(box.x, region.x)
        let height = min(box.y + box.height, region.y + region.height) - max(box.y, region.y)
        let share = max(width, 0) * max(height, 0) / (region.width * region.height)
        shares.append(share / (box.width * box.height))
      }
    }
    #expect(shares.sorted()[shares.count / 2] >= 1.5, "\(shares)")
  }

  /// Drawn images on disk, and how a net without classes of its own is trained on them.
  private static func options(in folder: TemporaryFolder) throws -> TrainOptions {
    for name in classes {
      for number in 0..<20 { try folder.write(drawn(name, number).bytes, to: "images/\(name)/\(number).png") }
    }
    var options = TrainOptions(
      weightsFolders: [], featureCache: folder.url.appending(path: "features"),
      backboneCache: folder.url.appending(path: "nets"))
    (options.backbones, options.randomWeights, options.inputSize) = (["dinov2-small-14"], true, 56)
    options.validation = 0.25
    options.runtime = RuntimeOptions(precision: .f32, threads: 2)
    return options
  }

  /// A class that is added, and verdicts chosen again, go by the second looks that the model's own head leads to.
  @Test func whatComesLaterGoesByTheSameLooks() async throws {
    let folder = try TemporaryFolder()
    var options = try Self.options(in: folder)
    (options.looks, options.choosesLooks) = (LookPolicy(count: 2), false)
    let (place, images) = (folder.url.appending(path: "model"), folder.url.appending(path: "images"))
    let cross = (0..<20).map {
      Sample(root: images.path, folder: "cross", baseName: "\($0).png", classIndex: 0, split: .train)
    }
    try FileManager.default.moveItem(
      at: images.appending(path: "cross"), to: folder.url.appending(path: "cross"))
    let known = try DataSet.find(at: [images])
    _ = try await TrainRun(options: options, progress: Silent()).run(known, to: place)
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "cross"), to: images.appending(path: "cross"))
    let added = try await AddClassRun(options: options, progress: Silent()).run(
      ModelFolder(reading: place), adding: ("cross", "cross"), cross, to: known, at: place)
    #expect(added.description.classes.map(\.id) == ["disc", "stripes", "cross"] && added.images == 20)
    #expect(added.description.looks.count == 2 && added.computed >= 20)
    let all = known.samples.filter { $0.split == .train }
    let again = try await CalibrationRun(options: options, progress: Silent()).run(ModelFolder(reading: place), all)
    #expect(again.description.looks.count == 2 && again.problems.isEmpty)
    let predictor = try Predictor(
      ModelFolder(reading: place), options: PredictorOptions(runtime: options.runtime))
    #expect(predictor.extractor.guide?.head.classes == 3)
    try await predictor.verify()
  }

  /// Validation decides whether two looks are worth it, as for other nets, and says so.
  @Test func validationDecides() async throws {
    let folder = try TemporaryFolder()
    let options = try Self.options(in: folder)
    let notes = NoteLines()
    let set = try DataSet.find(at: [folder.url.appending(path: "images")])
    let first = try #require(
      try await TrainRun(options: options, progress: notes).run(set, to: folder.url.appending(path: "again")))
    let said = try #require(notes.lines.first { $0.hasPrefix("looks: ") })
    #expect(said.contains("with 2"))
    #expect(first.description.looks.count == (said.contains("using 2") ? 2 : 1))
    // The same again costs no net: the same head leads to the same looks.
    let second = try #require(
      try await TrainRun(options: options, progress: notes).run(set, to: folder.url.appending(path: "again")))
    #expect(second.computed == 0 && first.computed > 0)
    #expect(first.computed + first.cached == second.cached)
    #expect(second.description.seal == first.description.seal)
  }
}

/// Keeps what a run says.
private final class NoteLines: ProgressReporter {
  private let said = Mutex<[String]>([])
  var lines: [String] { said.withLock { $0 } }

  func begin(_ what: String, total: Int) {}
  func advance(to done: Int, of total: Int) {}
  func note(_ sentence: String) { said.withLock { $0.append(sentence) } }
}
