import Exchange
import Foundation
import Imaging
import NeuralNetwork
import Support
import Taxonomy
import Weights

/// A model folder as one ONNX file that other programs run, next to the images that prove it.
package enum StandaloneExport {
  /// The probabilities of each golden image by an engine that runs the file: 8-bit RGB, rows from the top.
  package typealias Run = (_ file: URL, _ image: RGBImage) async throws -> [Float]

  /// The largest difference between two engines' probabilities that counts as the same, in f32.
  package static let tolerance: Float = 1e-3

  /// The name of the folder with golden images next to a file.
  package static func goldenFolder(of file: URL) -> URL {
    file.deletingPathExtension().appendingPathExtension("golden")
  }

  /// Writes the file and the folder of golden images, once `run` has given their recorded answers.
  ///
  /// Throws `ArtifactError`, `ExchangeError`, and what `run` throws; nothing is changed then.
  package static func write(_ model: ModelFolder, to file: URL, run: Run) async throws {
    try requireOwn(file)
    let golden = goldenFolder(of: file)
    let folder = try FolderReplacement(of: golden, by: .golden)
    let description = model.description
    let network = try FrozenNet.network(
      of: description.backbones.map(\.name), inputSize: description.preprocessing.size
    ).withHead(classes: description.classes.count)
    let weights = try SafetensorsFile(model.weightBytes())
    let bytes = try StandaloneModel.bytes(
      network, weights: weights, input: ImageInput(description.preprocessing), answer: AnswerOutput(description),
      metadata: description.metadata)
    var answers: [Answer] = []
    var images: [(name: String, bytes: [UInt8])] = []
    // An engine tells the format by the name's end, so the hidden name has it, too.
    let trial = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).dogbreed-new.onnx")
    let written = try AtomicFile(file.path, temporary: trial.path)
    try written.append(bytes)
    for recorded in try model.golden().answers {
      let encoded = try model.goldenBytes(of: recorded)
      let found = try await run(trial, pixels(of: encoded))
      let wanted = Softmax.floatProbabilities(recorded.logits, temperature: Float(description.temperatures[0]))
      let distance = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
      guard found.count == wanted.count, distance <= tolerance else {
        throw ArtifactError.goldenDiffers(
          image: recorded.image, distance: Double(distance), allowed: Double(tolerance), precision: "f32")
      }
      images.append((recorded.image, encoded))
      answers.append(Answer(image: recorded.image, probabilities: wanted))
    }
    try await folder.write { place in
      for image in images { try Data(image.bytes).write(to: place.appending(path: image.name)) }
      try JSONText.data(answers).write(to: place.appending(path: Self.answersFile))
    }
    try written.commit()
  }

  private static func pixels(of encoded: [UInt8]) throws(ImagingError) -> RGBImage {
    let image = try DecodedImage.decode(encoded, minimumSide: nil)
    return try image.rgb(width: image.width, height: image.height)
  }

  private struct Answer: Encodable {
    let image: String
    let probabilities: [Float]
  }

  static let answersFile = "answers.json"

  /// Throws `ArtifactError.foreignFile` unless nothing is there or a model that this program exported: a model folder's own
  /// graph is none.
  private static func requireOwn(_ file: URL) throws {
    var info = stat()
    guard lstat(file.path, &info) == 0 else { return }
    guard let open = try? RegularFile(reading: file.path),
      let bytes = try? open.read(at: 0, count: min(open.size, 64)), StandaloneModel.isOwn(beginning: bytes)
    else { throw ArtifactError.foreignFile(path: file.path) }
  }
}

extension FolderOwner {
  /// The golden images of a model as one file.
  static let golden = FolderOwner(
    "golden images",
    recognises: { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? ["?"]
      return names.contains(StandaloneExport.answersFile) && names.allSatisfy(isGolden)
    }, owns: isGolden)

  private static func isGolden(_ path: String) -> Bool {
    path == StandaloneExport.answersFile || (path.hasSuffix(".png") && !path.contains("/"))
  }
}

extension ImageInput {
  /// How a model's images come to its net.
  package init(_ preprocessing: Preprocessing) {
    let fit: Fit =
      switch preprocessing.resize {
      case .squash: .squash
      case .letterbox: .letterbox
      case .crop: .crop
      }
    self.init(
      size: preprocessing.size, fit: fit, mean: preprocessing.mean, std: preprocessing.std, fill: preprocessing.fill)
  }
}

extension AnswerOutput {
  /// What one look answers; the presence where the backbone's own classes tell it.
  init(_ description: ModelDescription) {
    let policy = description.verdict.presence
    let presence = policy?.evidence == .prior ? policy : nil
    self.init(
      temperature: description.temperatures[0],
      presence: presence.map {
        Presence(classes: $0.classes, temperature: $0.temperature, middle: $0.middle, spread: $0.spread)
      })
  }
}

extension ModelDescription {
  /// What readers of an exported file need to know besides its numbers, by key; lists and records are JSON.
  var metadata: [String: String] {
    var properties = [
      "name": name, "version": seal, "classes": JSONText.line(classes), "looks": "1 of \(looks.count)",
      "unsure_below": "\(verdict.unsureBelow)", "licences": JSONText.line(licences),
      "words": JSONText.line(words ?? .neutral),
      "input": "image: 8-bit RGB, height × width × 3, upright, of any size",
    ]
    if let presence = verdict.presence, presence.evidence == .prior {
      properties["other_below"] = "\(presence.threshold)"
    }
    return properties
  }
}
