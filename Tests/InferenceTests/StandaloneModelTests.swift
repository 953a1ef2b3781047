import Artifact
import Exchange
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Runtime
import Support
import Taxonomy
import TestSupport
import Testing
import Weights

/// A model as one ONNX file answers as the program does, from the pixels on.
@Suite struct StandaloneModelTests {
  /// Side of the small square that is compared value by value.
  private static let side = 8

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func image(_ width: Int, _ height: Int) throws -> RGBImage {
    var generator = SeededGenerator(seed: UInt64(width * 1000 + height))
    // Patches and noise: what is left of the patches in a small square isn't gray.
    let patches = (0..<48).map { _ in Int.random(in: 0...235, using: &generator) }
    let pixels = (0..<(width * height * 3)).map { at in
      let (x, y) = (at / 3 % width * 4 / width, at / 3 / width * 4 / height)
      return UInt8(patches[(y * 4 + x) * 3 + at % 3] + Int.random(in: 0...20, using: &generator))
    }
    return try #require(RGBImage(width: width, height: height, pixels: pixels))
  }

  @Test(
    arguments: ResizeMode.allCases,
    [(8, 8), (37, 21), (40, 64), (9, 7), (200, 130), (64, 5)])
  func drawsAsTheProgramDoes(resize: ResizeMode, size: (width: Int, height: Int)) async throws {
    let preprocessing = Preprocessing(
      size: Self.side, resize: resize, mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], fill: [0.1, 0.9, 0.3])
    let (network, weights) = Network.mirror(side: Self.side)
    let bytes = try StandaloneModel.bytes(
      network, weights: weights, input: ImageInput(preprocessing),
      answer: AnswerOutput(temperature: 2, presence: nil), metadata: [:])
    let file = folder.url.appending(path: "mirror.onnx")
    try Data(bytes).write(to: file)
    let image = try image(size.width, size.height)
    let found = try await PixelModel(file).outputs(
      ofPixels: image.pixels, width: image.width, height: image.height)
    let planes = try DecodedImage.decode(image.png(), minimumSide: nil).planes(preprocessing)
    let wanted = Softmax.floatProbabilities(planes, temperature: 2)
    let given = try #require(found[StandaloneModel.probabilities])
    try #require(given.count == wanted.count)
    // Relative to the mean probability of 1/192.
    let furthest = zip(given, wanted).map { abs($0 - $1) }.max() ?? 1
    #expect(furthest * Float(wanted.count) < 0.01)
    #expect((wanted.max() ?? 0) > 2 * (wanted.min() ?? 1), "a flat image proves nothing")
  }

  @Test func tellsThePresenceAsTheProgramDoes() async throws {
    let policy = PresencePolicy(classes: [1, 4], temperature: 0.5, threshold: 0.5)
    let (mirror, weights) = Network.mirror(side: Self.side)
    var network = mirror
    network.outputs.append(.init(name: Network.StandardOutput.logits, node: "pool"))
    let preprocessing = Preprocessing(size: Self.side, mean: [0.5, 0.5, 0.5], std: [0.1, 0.1, 0.1])
    let bytes = try StandaloneModel.bytes(
      network, weights: weights, input: ImageInput(preprocessing),
      answer: AnswerOutput(
        temperature: 1, presence: .init(classes: [1, 4], temperature: 0.5, middle: 0, spread: 3)), metadata: [:])
    let file = folder.url.appending(path: "presence.onnx")
    try Data(bytes).write(to: file)
    let image = try image(30, 40)
    let found = try await PixelModel(file).outputs(ofPixels: image.pixels, width: 30, height: 40)
    let planes = try DecodedImage.decode(image.png(), minimumSide: nil).planes(preprocessing)
    let wanted = 1 / (1 + exp(-policy.logOdds(of: planes) / 3))
    #expect(wanted > 1e-6 && wanted < 0.999)
    let given = try #require(found[StandaloneModel.presence]?.first)
    #expect(abs(Double(given) - wanted) < 1e-3)
  }

  @Test func aWholeModelIsProvedBeforeItIsWritten() async throws {
    let model = try await TinyModel(presence: PresencePolicy(classes: [2, 3], threshold: 0.1))
    let file = folder.url.appending(path: "tiny.onnx")
    let read = try ModelFolder(reading: model.url)
    await #expect(throws: ArtifactError.self) {
      try await StandaloneExport.write(read, to: file) { _, _ in [0.25, 0.25, 0.25, 0.25] }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    for _ in 0..<2 { try await export(read, to: file) }
    let golden = folder.url.appending(path: "tiny.golden")
    #expect(FileManager.default.fileExists(atPath: golden.appending(path: "answers.json").path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
  }

  /// The programs of `Examples` that run an exported model without anything of this project.
  @Test(
    .enabled(if: ReferencePython.available),
    arguments: [(StandaloneExport.Form.onnx, "exported.py"), (.openVINO, "exported_openvino.py")])
  func theExamplesRunAnExportedModel(form: StandaloneExport.Form, example: String) async throws {
    let model = try await TinyModel()
    let file = folder.url.appending(path: "tiny.\(form.pathExtension)")
    let read = try ModelFolder(reading: model.url)
    try await export(read, to: file, as: form)
    let image = try image(30, 40)
    let stored = folder.url.appending(path: "stored.png")
    try Data(image.png()).write(to: stored)
    let program = try String(
      contentsOf: RealImages.checkout.appending(path: "Examples/Clients/\(example)"), encoding: .utf8)
    let lines = try ReferencePython.run(program, [file.path, stored.path]).split(separator: "\n")
    let found = try await PixelModel(file).outputs(ofPixels: image.pixels, width: 30, height: 40)
    let given = try #require(found[StandaloneModel.probabilities])
    let first = try #require(given.indices.max { given[$0] < given[$1] })
    #expect(lines.count == min(3, given.count))
    #expect(try #require(lines.first).hasPrefix(read.description.classes[first].label + " "))
  }

  @Test func whatSomebodyElseWroteIsNotReplaced() async throws {
    let model = try await TinyModel()
    let read = try ModelFolder(reading: model.url)
    let file = folder.url.appending(path: "notes.onnx")
    try Data("mine".utf8).write(to: file)
    await #expect(throws: ArtifactError.foreignFile(path: file.path)) { try await export(read, to: file) }
    #expect(try Data(contentsOf: file) == Data("mine".utf8))
    let golden = folder.url.appending(path: "other.golden")
    try FileManager.default.createDirectory(at: golden, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: golden.appending(path: "letter.txt"))
    await #expect(throws: ArtifactError.self) {
      try await export(read, to: folder.url.appending(path: "other.onnx"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "other.onnx").path))
  }

  /// A model folder's graph is this program's, too, and the model would be lost with it.
  @Test func aModelFoldersGraphIsNotReplaced() async throws {
    let model = try await TinyModel()
    let read = try ModelFolder(reading: model.url)
    await #expect(throws: ArtifactError.self) { try await export(read, to: read.graph) }
    #expect(throws: Never.self) { try ModelFolder(reading: model.url) }
    let link = folder.url.appending(path: "link.onnx")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: read.graph)
    await #expect(throws: ArtifactError.self) { try await export(read, to: link) }
  }

  private func export(
    _ model: ModelFolder, to file: URL, as form: StandaloneExport.Form = .onnx
  ) async throws {
    try await StandaloneExport.write(model, to: file, as: form) { trial, image in
      try await PixelModel(trial).outputs(
        ofPixels: image.pixels, width: image.width, height: image.height)[StandaloneModel.probabilities] ?? []
    }
  }
}
