import Artifact
import Foundation
import Imaging
import Runtime
import Support
import Taxonomy
import Weights

/// A loaded model that classifies images; safe to use from many tasks at once.
package final class Predictor: Classifier {
  package let folder: ModelFolder
  package let looks: Int
  package let card: ModelCard
  package let extractor: Extractor
  /// The trained head, which the net contains, too: its rows are the evidence for a class.
  package let head: LinearClassifier
  let limits: Limits
  private let decoders: Workers
  private let budget: DecodeBudget

  /// Compiles the model's net; throws `RuntimeError` and `ArtifactError`.
  package init(_ folder: ModelFolder, options: PredictorOptions = PredictorOptions()) throws {
    let description = folder.description
    self.folder = folder
    looks = options.looks ?? description.looks.count
    limits = options.limits
    card = description.card
    let weights = try SafetensorsFile(folder.weights)
    head = try LinearClassifier(headIn: weights)
    extractor = try Extractor(
      model: CompiledModel(onnx: folder.graph, options: options.runtime),
      preprocessing: description.preprocessing,
      classifier: LinearClassifier(ownOf: description.backbones, in: weights), needsHead: true)
    decoders = Workers(count: options.decoders ?? ProcessInfo.processInfo.activeProcessorCount, name: "decode")
    budget = DecodeBudget(bytes: options.decodeBudget ?? .max)
  }

  package func classify(_ bytes: [UInt8], _ request: ClassificationRequest) async throws -> Classification {
    let clock = ContinuousClock()
    let begun = clock.now
    let decoded = try await decode(bytes)
    let ready = clock.now
    let taken = try await looks(at: decoded)
    let answered = clock.now
    let logits = averaged(taken.map(\.logits))
    return Classification(
      answer: answer(logits: logits, ownLogits: taken.map(\.ownLogits), top: request.top),
      timings: Timings(decode: (ready - begun).inSeconds, inference: (answered - ready).inSeconds),
      heatMap: request.explain ? heatMap(of: taken[0], logits: logits) : nil,
      seen: request.seen ? try await seen(decoded.image) : nil, missingRows: decoded.image.missingRows)
  }

  package func verify() async throws {
    try await folder.checkGolden(precision: extractor.model.precision.rawValue) { bytes in
      try await self.extractor.goldenLook(at: bytes, limits: self.limits).logits
    }
  }

  /// A decoded image with the net's input for the first look.
  struct Decoded: Sendable {
    let image: DecodedImage
    let planes: [Float]
  }

  /// Decodes on a thread of its own, once the budget has room for what the bytes become; throws `ImageRefusal`,
  /// and `ImagingError.outOfMemory`.
  func decode(
    _ bytes: [UInt8], part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? = nil
  ) async throws -> Decoded {
    do {
      let side = extractor.decodeSide
      let cost = try await decoders.run { [limits] in
        try DecodedImage.decodingCost(bytes, limits: limits, minimumSide: side)
      }
      return try await budget.withShare(of: cost) {
        try await decoders.run { [extractor, limits] in
          let image =
            if let part {
              try DecodedImage.decode(bytes, limits: limits, minimumSide: side, part: part)
            } else {
              try DecodedImage.decode(bytes, limits: limits, minimumSide: side)
            }
          return Decoded(image: image, planes: try image.planes(extractor.preprocessing))
        }
      }
    } catch let error as ImagingError {
      guard let refusal = ImageRefusal(error) else { throw error }
      throw refusal
    }
  }

  func looks(at decoded: Decoded) async throws -> [Look] {
    try await extractor.looks(folder.description.looks.kinds(count: looks)) {
      [decoders, extractor] region, mirrored in
      if region == .whole, !mirrored { return decoded.planes }
      return try await decoders.run {
        try decoded.image.planes(extractor.preprocessing, region: region, mirrored: mirrored)
      }
    }
  }

  private func seen(_ image: DecodedImage) async throws -> [UInt8] {
    try await decoders.run { [preprocessing = extractor.preprocessing] in
      try image.square(preprocessing.size, resize: preprocessing.resize, fill: preprocessing.fill).png()
    }
  }
}
