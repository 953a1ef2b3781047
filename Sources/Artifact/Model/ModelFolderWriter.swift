import Exchange
import Foundation
import Imaging
import NeuralNetwork
import Support
import Taxonomy
import Weights

/// Writes model folders: whole, sealed, and in one step.
package enum ModelFolderWriter {
  /// What the model says of each encoded image, by the ONNX graph at a place, in f32.
  package typealias GoldenRun = (_ graph: URL, _ images: [[UInt8]]) async throws -> [GoldenLogits]

  /// Replaces `place` with a new model folder.
  ///
  /// - Parameters:
  ///   - head: `head.weight` [classes, features] and `head.bias` [classes]; those of a cascade's stages, too.
  ///   - golden: Produces the answers that the folder is verified with.
  ///   - own: The same on the features that the head was trained on, in another precision than f32; nil after f32.
  ///   - further: Writes what else belongs to the model into the unfinished folder, which has its graph by then.
  /// - Returns: The description as it was sealed.
  /// - Throws: `ArtifactError`, `WeightsError`, and what the engines throw; `place` is then unchanged.
  @discardableResult
  package static func write(
    _ description: ModelDescription, net: FrozenNet, head: WeightSet, to place: URL, golden: GoldenRun,
    own: (precision: String, logits: [GoldenLogits])? = nil, further: (_ folder: URL) async throws -> Void = { _ in }
  ) async throws -> ModelDescription {
    var sealed = description
    try await FolderReplacement.write(to: place, by: .model) { folder in
      try writeNet(net, head: head, for: description, to: folder)
      let images = try GoldenImages.make()
      let logits = try await golden(folder.appending(path: ModelFolder.graphFile), images.map(\.bytes))
      let goldenFolder = folder.appending(path: ModelFolder.goldenFolder)
      try FileManager.default.createDirectory(at: goldenFolder, withIntermediateDirectories: true)
      for image in images { try Data(image.bytes).write(to: goldenFolder.appending(path: image.name)) }
      let answers = zip(images, logits).enumerated().map { index, pair in
        GoldenAnswers.Answer(image: pair.0.name, pair.1, own: own.map { ($0.precision, $0.logits[index]) })
      }
      try write(GoldenAnswers(answers: answers), to: folder.appending(path: GoldenAnswers.file))
      try await further(folder)
      sealed = try seal(description, in: folder)
    }
    return sealed
  }

  /// Writes weights and graphs: equal values give equal bytes.
  static func writeNet(
    _ net: FrozenNet, head: WeightSet, for description: ModelDescription, to folder: URL
  ) throws {
    let weights = folder.appending(path: ModelFolder.weightsFile)
    let all = WeightSet(net.weights.arrays.merging(head.arrays) { _, head in head })
    try SafetensorsWriter.write(all, to: weights)
    let file = try SafetensorsFile(weights)
    func write(_ network: Network, as name: String) throws {
      try ONNXModel.write(network, weights: file, to: folder.appending(path: name))
      guard let ranges = description.eightBits?.ranges else { return }
      let place = folder.appending(path: ModelFolder.eightBitFile(of: name))
      try ONNXModel.write(network, weights: file, ranges: ranges, to: place)
    }
    try write(try net.network.withHead(classes: description.classes.count), as: ModelFolder.graphFile)
    for name in description.cascade?.nets ?? [] {
      try write(
        try Backbone(named: name).network.asPart(inputSize: net.preprocessing.size),
        as: ModelFolder.graphFile(ofNet: name))
    }
  }

  private static func write(_ answers: GoldenAnswers, to file: URL) throws {
    try JSONText.data(answers).write(to: file)
  }

  /// Hashes every file and writes the sealed description.
  private static func seal(_ description: ModelDescription, in folder: URL) throws -> ModelDescription {
    var sealed = description
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for name in names where name != ModelFolder.descriptionFile {
      let file = folder.appending(path: name)
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      sealed.files[name] = try ContentHash.of(file: file)
    }
    let text = try Seal.encode(sealed)
    try text.write(to: folder.appending(path: ModelFolder.descriptionFile))
    return try ModelFolder.readDescription(in: folder)
  }

  /// Adds figures, and notes that aren't there yet, to a model, and seals it again.
  package static func record(metrics: [String: [String: Double]], notes: [String], in folder: URL) throws {
    var description = try ModelFolder.readDescription(in: folder)
    description.metrics.merge(metrics) { _, new in new }
    description.notes += notes.filter { !description.notes.contains($0) }
    try replace(description, in: folder)
  }

  /// Replaces a model's description, sealed again, and returns it so; the folder's other files stay.
  @discardableResult
  package static func replace(
    _ description: ModelDescription, in folder: URL
  ) throws -> ModelDescription {
    let text = Array(try Seal.encode(description))
    try AtomicFile.write(text, to: folder.appending(path: ModelFolder.descriptionFile).path)
    return try ModelFolder.readDescription(in: folder)
  }

  /// Replaces the words in which a model speaks, and seals it again. Throws `ArtifactError`, also for words that don't
  /// fit the model.
  package static func replaceWords(_ words: ModelWords, in folder: URL) throws {
    var description = try ModelFolder.readDescription(in: folder)
    description.words = words == .neutral ? nil : words
    let file = folder.appending(path: ModelFolder.descriptionFile).path
    try description.check(file: file)
    try AtomicFile.write(Array(try Seal.encode(description)), to: file)
  }
}
