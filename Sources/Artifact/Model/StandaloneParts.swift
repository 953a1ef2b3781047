import Exchange
import Foundation
import Imaging
import NeuralNetwork
import Support
import Taxonomy
import Weights

/// A golden image with the probabilities that prove a model.
struct GoldenAnswer {
  /// The file's name.
  let image: String
  /// A PNG file.
  let bytes: [UInt8]
  let probabilities: [Float]
}

/// What every form of an exported model is made of.
struct StandaloneParts {
  private let model: ModelFolder
  private let network: Network
  private let weights: SafetensorsFile
  private let input: ImageInput
  private let answer: AnswerOutput

  private var description: ModelDescription { model.description }

  /// Throws `ArtifactError` and `WeightsError`.
  init(_ model: ModelFolder) throws {
    let description = model.description
    self.model = model
    network = try FrozenNet.network(
      of: description.backbones.map(\.name), inputSize: description.preprocessing.size
    ).withHead(classes: description.classes.count)
    weights = try SafetensorsFile(model.weightBytes())
    input = ImageInput(description.preprocessing)
    answer = AnswerOutput(description)
  }

  func onnx() throws(ExchangeError) -> [UInt8] {
    try StandaloneModel.bytes(
      network, weights: weights, input: input, answer: answer, metadata: description.metadata(taking: Self.anySize))
  }

  func openVINO() throws(ExchangeError) -> (graph: [UInt8], weights: [UInt8]) {
    var metadata = description.metadata(taking: Self.anySize)
    // In 16 bits the places of pixels are off by some, and the image with them.
    metadata["precision"] = "INFERENCE_PRECISION_HINT must be f32"
    return try StandaloneModel.openVINO(
      network, weights: weights, input: input, answer: answer, metadata: metadata)
  }

  func coreML() throws(ExchangeError) -> CoreMLPackage {
    let size = description.preprocessing.size
    let words = description.words ?? .neutral
    return try CoreMLPackage(
      network, weights: weights, input: input, answer: answer, classes: description.classes.map(\.id),
      texts: .init(
        title: words.title ?? description.name, version: description.seal,
        licence: description.licences.joined(separator: "; ")),
      metadata: description.metadata(taking: "image: RGB, \(size) × \(size), upright"))
  }

  private static let anySize = "image: 8-bit RGB, height × width × 3, upright, of any size"

  /// The recorded golden answers, which `run` gave by the file, too; throws `ArtifactError.goldenDiffers` where it didn't.
  func proved(_ file: URL, _ run: StandaloneExport.Run) async throws -> [GoldenAnswer] {
    var answers: [GoldenAnswer] = []
    for recorded in try model.golden().answers {
      let encoded = try model.goldenBytes(of: recorded)
      let found = try await run(file, Self.pixels(of: encoded))
      let wanted = Softmax.floatProbabilities(recorded.logits, temperature: Float(description.temperatures[0]))
      let distance = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
      guard found.count == wanted.count, distance <= StandaloneExport.tolerance else {
        throw ArtifactError.goldenDiffers(
          image: recorded.image, distance: Double(distance), allowed: Double(StandaloneExport.tolerance),
          precision: "f32")
      }
      answers.append(GoldenAnswer(image: recorded.image, bytes: encoded, probabilities: wanted))
    }
    return answers
  }

  /// The golden images as squares of the net's own size, in 8 bits, with the answers that `run` gives by the file.
  func squares(_ file: URL, _ run: StandaloneExport.Run) async throws -> [GoldenAnswer] {
    var answers: [GoldenAnswer] = []
    for recorded in try model.golden().answers {
      let square = try square(of: try model.goldenBytes(of: recorded))
      answers.append(
        GoldenAnswer(image: recorded.image, bytes: try square.png(), probabilities: try await run(file, square)))
    }
    return answers
  }

  /// What the net sees of an image, before it is normalised.
  private func square(of encoded: [UInt8]) throws -> RGBImage {
    let preprocessing = description.preprocessing
    let planes = try DecodedImage.decode(encoded, minimumSide: nil).planes(preprocessing)
    let area = preprocessing.size * preprocessing.size
    let pixels = (0..<(3 * area)).map { at in
      let channel = at % 3
      let value = planes[channel * area + at / 3] * preprocessing.std[channel] + preprocessing.mean[channel]
      return UInt8((min(max(value, 0), 1) * 255).rounded())
    }
    guard let square = RGBImage(width: preprocessing.size, height: preprocessing.size, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "a golden image has no size")
    }
    return square
  }

  private static func pixels(of encoded: [UInt8]) throws(ImagingError) -> RGBImage {
    let image = try DecodedImage.decode(encoded, minimumSide: nil)
    return try image.rgb(width: image.width, height: image.height)
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
  ///
  /// - Parameter input: What the file takes, in words.
  func metadata(taking input: String) -> [String: String] {
    var properties = [
      "name": name, "version": seal, "classes": JSONText.line(classes), "looks": "1 of \(looks.count)",
      "unsure_below": "\(verdict.unsureBelow)", "licences": JSONText.line(licences),
      "words": JSONText.line(words ?? .neutral),
      "input": input,
    ]
    if let least = verdict.uncertainBelow { properties["uncertain_below"] = "\(least)" }
    if let presence = verdict.presence, presence.evidence == .prior {
      properties["other_below"] = "\(presence.threshold)"
    }
    return properties
  }
}
