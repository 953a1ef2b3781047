import Foundation
import Inference
import Runtime
import Taxonomy
import TestSupport
import Testing
import Weights

@testable import Artifact

/// Model folders with right seals and wrong contents: each is refused in words, and none ends the process.
@Suite struct UnfitModelTests {
  private static let whole = Task { try await TinyModel(presence: PresencePolicy(classes: [1, 2], threshold: 0.1)) }
  private let folder: TemporaryFolder
  private let url: URL

  init() async throws {
    folder = try TemporaryFolder()
    url = folder.url.appending(path: "model")
    try FileManager.default.copyItem(at: await Self.whole.value.url, to: url)
  }

  private static func reseal(_ url: URL, _ change: (inout ModelDescription) -> Void = { _ in }) throws {
    let file = url.appending(path: ModelFolder.descriptionFile)
    var description = try JSONDecoder().decode(ModelDescription.self, from: Data(contentsOf: file))
    for name in description.files.keys {
      description.files[name] = try ContentHashes.of(url.appending(path: name))
    }
    change(&description)
    try Seal.encode(description).write(to: file)
  }

  private func verify(_ url: URL) async throws {
    let options = PredictorOptions(runtime: RuntimeOptions(precision: .f32, threads: 1))
    try await Predictor(ModelFolder(reading: url), options: options).verify()
  }

  @Test func aWholeFolderIsWhole() async throws {
    try Self.reseal(url)
    try await verify(url)
  }

  static let changes: [(String, @Sendable (inout ModelDescription) -> Void)] = [
    ("fewer classes", { $0.classes.removeLast() }),
    ("more classes", { $0.classes.append(ClassName(id: "x", label: "x")) }),
    ("a temperature near 0", { $0.temperatures = [1e-300, 1e-300, 1e-300] }),
    ("an endless temperature", { $0.temperatures = [1e300, 1, 1] }),
    ("a presence of classes that there are not", { $0.verdict.presence = .init(classes: [999_999], threshold: 0.5) }),
    ("a name that a terminal obeys", { $0.name = "\u{1b}[31mred" }),
    ("a label that a terminal obeys", { $0.classes[0] = ClassName(id: "c0", label: "a\u{7}") }),
    ("a presence below 0", { $0.verdict.presence = .init(classes: [-5], threshold: 0.5) }),
    ("a threshold of looks", { $0.looks.threshold = 1e300 }),
    ("a margin of looks", { $0.looks.margin = -1e300 }),
    ("golden answers without a hash", { $0.files = $0.files.filter { !$0.key.hasPrefix("golden") } }),
    ("golden images without a hash", { $0.files = $0.files.filter { !$0.key.hasSuffix(".png") } }),
  ]

  @Test(arguments: changes.indices) func aDescriptionThatDoesNotFitIsRefused(number: Int) async throws {
    try Self.reseal(url, Self.changes[number].1)
    await #expect(throws: ArtifactError.self, "\(Self.changes[number].0)") { try await verify(url) }
  }

  @Test(arguments: [
    "[]", #"[{"picture": "../../../../etc/passwd", "logits": [0, 0, 0, 0]}]"#,
    #"[{"picture": "rings.png", "logits": [0]}]"#, #"[{"picture": "rings.png", "logits": [1e39, 0, 0, 0]}]"#,
  ])
  func goldenAnswersThatProveNothingAreRefused(answers: String) async throws {
    try Data("{\"answers\": \(answers)}".utf8).write(to: url.appending(path: GoldenAnswers.file))
    try Self.reseal(url)
    await #expect(throws: ArtifactError.self) { try await verify(url) }
  }

  @Test(arguments: [Float.nan, .infinity]) func aWeightThatIsNotFiniteIsRefused(value: Float) async throws {
    let file = url.appending(path: ModelFolder.weightsFile)
    var bytes = try Data(contentsOf: file)
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: withUnsafeBytes(of: value) { Data($0) })
    try bytes.write(to: file)
    try Self.reseal(url)
    await #expect(throws: ArtifactError.self) { try await verify(url) }
  }

  @Test func aGraphThatReadsOtherFilesIsRefused() async throws {
    let file = url.appending(path: ModelFolder.graphFile)
    var graph = try Data(contentsOf: file)
    let place = try #require(graph.range(of: Data("weights.safetensors".utf8)))
    graph.replaceSubrange(place, with: Data("../../outside/w.sft".utf8))
    try graph.write(to: file)
    try Self.reseal(url)
    let error = await #expect(throws: ArtifactError.self) { try await verify(url) }
    #expect("\(try #require(error))".contains("outside"))
    try Data([8, 7] + (0..<2000).map { UInt8(truncatingIfNeeded: $0 * 37) }).write(to: file)
    try Self.reseal(url)
    await #expect(throws: ArtifactError.self) { try await verify(url) }
  }

  /// Overwriting in place, as `cp` does it: before loading it is refused, after loading it changes nothing.
  @Test func aFolderOverwrittenInPlaceNeitherEndsTheProcessNorChangesAnswers() async throws {
    let options = PredictorOptions(runtime: RuntimeOptions(precision: .f32, threads: 1))
    let predictor = try Predictor(ModelFolder(reading: url), options: options)
    let image = try TinyModel.image(1)
    let before = try await predictor.classify(image, .init(explain: true))
    let weights = url.appending(path: ModelFolder.weightsFile)
    #expect(truncate(weights.path, 100) == 0)
    #expect(truncate(url.appending(path: ModelFolder.graphFile).path, 10) == 0)
    let after = try await predictor.classify(image, .init(explain: true))
    #expect(after.answer == before.answer && after.heatMap == before.heatMap)
    #if os(Linux)
      let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
      let isMapped = maps.contains(weights.path)
      #expect(!isMapped)
    #endif
    await #expect(throws: ArtifactError.self) { try await verify(url) }
  }
}

/// SHA-256 as the folder states it.
enum ContentHashes {
  static func of(_ file: URL) throws -> String { try FileBytes(reading: file).hash }
}
