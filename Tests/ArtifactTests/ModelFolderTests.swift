import Foundation
import Imaging
import NeuralNetwork
import Support
import Taxonomy
import TestSupport
import Testing
import Weights

@testable import Artifact

@Suite struct ModelFolderTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() async throws {
    folder = try TemporaryFolder()
    url = folder.url.appending(path: "model")
    try await Self.write(to: url)
  }

  private static func description(_ net: FrozenNet) -> ModelDescription {
    ModelDescription(
      name: "tiny", backbones: net.backbones, preprocessing: net.preprocessing,
      classes: [ClassName(id: "a", label: "A"), ClassName(id: "b", label: "Brabançon")], looks: LookPolicy(count: 1),
      temperatures: [1, 1.5, 2], verdict: VerdictPolicy(unsureBelow: 0.5, presence: nil),
      training: TrainingRecord(images: 2, views: 1, head: "converged", weightDecay: 0.1, seed: 7, dataHash: "00"))
  }

  private static func write(to url: URL, change: (inout ModelDescription) -> Void = { _ in }) async throws {
    let net = try FrozenNet(randomly: ["efficientnet-lite0"], seed: 1, inputSize: 32)
    let width = try net.featureCount()
    let head = WeightSet([
      "head.weight": WeightArray(shape: [2, width], values: [Float](repeating: 0.01, count: 2 * width)),
      "head.bias": WeightArray(shape: [2], values: [0, 1]),
    ])
    var description = description(net)
    change(&description)
    try await ModelFolderWriter.write(description, net: net, head: head, to: url) { _, images in
      images.map { _ in GoldenLogits([0, 1]) }
    }
  }

  @Test func readsBackWhatWasWritten() throws {
    let read = try ModelFolder(reading: url)
    #expect(read.description.name == "tiny")
    #expect(read.description.classes.map(\.label) == ["A", "Brabançon"])
    #expect(read.description.temperatures == [1, 1.5, 2])
    #expect(
      read.description.files.keys.sorted() == [
        "golden/answers.json", "golden/blobs.png", "golden/rings.png", "golden/stripes.png", "model.onnx",
        "weights.safetensors",
      ])
    #expect(try read.golden().answers.count == 3)
  }

  @Test func aFolderOfTheFirstFormatStillLoads() async throws {
    let old = folder.url.appending(path: "old")
    try await Self.write(to: old) {
      $0.format = 1
      $0.verdict.presence = PresencePolicy(classes: [1, 2], threshold: 0.4)
    }
    // As it was written then: without a temperature, and sealed so.
    let file = old.appending(path: "model.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let seal = try ModelFolder.readDescription(in: old).seal
    let bare = text.replacing("      \"temperature\" : 1,\n", with: "")
    #expect(bare != text)
    let expected = try #require(Seal.expected(of: Data(bare.utf8), holding: seal))
    try Data(bare.replacing(seal, with: expected).utf8).write(to: file)
    let read = try ModelFolder(reading: old).description
    #expect(read.verdict.presence == PresencePolicy(classes: [1, 2], temperature: 1, threshold: 0.4))
    #expect(read.verdict.record == nil)
  }

  @Test func whatWasMeasuredOfTheVerdictsIsKept() async throws {
    let record = VerdictRecord(
      asked: VerdictRisks(error: 0.1), measured: ["refused": Proportion(1, of: 200)], limits: ["Nothing."])
    try await Self.write(to: url) { $0.verdict.record = record }
    #expect(try ModelFolder(reading: url).description.verdict.record == record)
  }

  @Test func theSameValuesGiveTheSameBytes() async throws {
    let other = folder.url.appending(path: "other")
    try await Self.write(to: other)
    for name in ["model.json"] + (try ModelFolder(reading: url).description.files.keys) {
      #expect(try Data(contentsOf: url.appending(path: name)) == Data(contentsOf: other.appending(path: name)))
    }
  }

  @Test(arguments: ["model.json", "weights.safetensors", "model.onnx", "golden/answers.json", "golden/rings.png"])
  func aChangedByteAnywhereIsRefused(name: String) throws {
    let file = url.appending(path: name)
    let whole = try Data(contentsOf: file)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
      try bytes.write(to: file)
      #expect(throws: ArtifactError.self) { try ModelFolder(reading: url) }
    }
    try whole.write(to: file)
    _ = try ModelFolder(reading: url)
  }

  @Test(arguments: ["model.json", "weights.safetensors", "model.onnx", "golden/rings.png"])
  func aMissingFileIsNamed(name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.removeItem(at: file)
    #expect(throws: ArtifactError.missing(file: file.path)) { try ModelFolder(reading: url) }
  }

  @Test func anUnknownFormatIsSaidBeforeAnythingElse() throws {
    let file = url.appending(path: "model.json")
    try Data(#"{"format": 3, "shape": "of the future"}"#.utf8).write(to: file)
    #expect(throws: ArtifactError.unknownFormat(found: 3, known: 2, file: file.path)) {
      try ModelFolder(reading: url)
    }
  }

  @Test(arguments: ["", "{", "[]", "null", #"{"format": 1}"#, #"{"format": "1"}"#])
  func damagedDescriptionsAreRefused(text: String) throws {
    try Data(text.utf8).write(to: url.appending(path: "model.json"))
    #expect(throws: ArtifactError.self) { try ModelFolder(reading: url) }
  }

  @Test func sealedNonsenseIsRefusedAllTheSame() async throws {
    let changes: [(inout ModelDescription) -> Void] = [
      { $0.classes[0] = ClassName(id: "a", label: "") }, { $0.classes[1] = $0.classes[0] },
      { $0.backbones = [] }, { $0.temperatures = [1] }, { $0.temperatures[0] = 0 }, { $0.looks.count = 4 },
      { $0.verdict.unsureBelow = 1.5 }, { $0.verdict.uncertainBelow = 0.1 },
      { $0.verdict.groupBelow = -2000 }, { $0.files["../escape"] = "00" },
    ]
    for change in changes {
      await #expect(throws: ArtifactError.self) {
        try await Self.write(to: folder.url.appending(path: "bad"), change: change)
      }
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "bad").path))
    }
  }

  @Test func figuresCanBeAddedWithoutTouchingTheWeights() throws {
    let before = try ModelFolder(reading: url).description
    try ModelFolderWriter.record(metrics: ["crops": ["top1": 0.9]], notes: ["Seen before."], in: url)
    let after = try ModelFolder(reading: url).description
    #expect(after.metrics == ["crops": ["top1": 0.9]] && after.notes == ["Seen before."])
    #expect(after.files == before.files && after.seal != before.seal)
  }

  @Test func goldenAnswersOfStagesAreHeldToo() async throws {
    let golden = GoldenAnswers(answers: [
      .init(
        image: "x", GoldenLogits([0, 10], stages: [[5, -5]]), own: ("bf16", GoldenLogits([0, 9], stages: [[5, -3]])))
    ])
    let read = try JSONDecoder().decode(GoldenAnswers.self, from: JSONEncoder().encode(golden))
    #expect(read == golden)
    try await golden.check(precision: "f32") { _ in GoldenLogits([0, 10], stages: [[5, -5]]) }
    try await golden.check(precision: "bf16") { _ in GoldenLogits([0, 10], stages: [[5, -3]]) }
    // Where a model is asked without its cascade, its stages say nothing.
    try await golden.check(precision: "f32") { _ in GoldenLogits([0, 10]) }
    for wrong: [[Float]] in [[[5, -4]], [[-5, 5]], [[5]], [[5, -5], [5, -5]], [[.nan, 1]]] {
      await #expect(throws: ArtifactError.self, "\(wrong)") {
        try await golden.check(precision: "f32") { _ in GoldenLogits([0, 10], stages: wrong) }
      }
    }
  }

  @Test func goldenTolerancesRefuseWhatIsNoNumber() async throws {
    let golden = GoldenAnswers(answers: [.init(image: "x", GoldenLogits([0, 10]))])
    try await golden.check(precision: "f32") { _ in GoldenLogits([0.003, 9.997]) }
    try await golden.check(precision: "bf16") { _ in GoldenLogits([0.5, 9.5]) }
    for wrong: [Float] in [[0.02, 10], [.nan, 10], [0], [0, .infinity]] {
      await #expect(throws: ArtifactError.self) {
        try await golden.check(precision: "f32") { _ in GoldenLogits(wrong) }
      }
    }
    // The answers of another net have nothing to do with these, however coarse the numbers.
    var generator = SeededGenerator(seed: 3)
    let (own, others) = (
      (0..<120).map { _ in Float.random(in: -4...4, using: &generator) },
      (0..<120).map { _ in Float.random(in: -4...4, using: &generator) }
    )
    // A net that answers otherwise in bf16 is checked against what it answered when its head was trained.
    let two = GoldenAnswers(answers: [.init(image: "z", GoldenLogits(own), own: ("bf16", GoldenLogits(others)))])
    try await two.check(precision: "bf16") { _ in GoldenLogits(others) }
    try await two.check(precision: "bf16") { _ in GoldenLogits(own) }
    let third = own.indices.map { own[($0 + 7) % own.count] }
    for (precision, found) in [("f32", others), ("bf16", third)] {
      let error = await #expect(throws: ArtifactError.self) {
        try await two.check(precision: precision) { _ in GoldenLogits(found) }
      }
      #expect(error?.description.contains("--precision f32") == (precision == "bf16"))
    }
    let many = GoldenAnswers(answers: [.init(image: "y", GoldenLogits(own))])
    try await many.check(precision: "bf16") { _ in GoldenLogits(own.map { $0 * 1.1 }) }
    await #expect(throws: ArtifactError.self) { try await many.check(precision: "bf16") { _ in GoldenLogits(others) } }
  }
}
