import Artifact
import Foundation
import Imaging
import Runtime
import Support
import Taxonomy
import Weights

/// A loaded model that classifies images; safe to use from many tasks at once.
package final class Predictor: Classifier {
  /// The model folder that it was loaded from.
  package let folder: ModelFolder
  /// The most looks that an image gets.
  package let looks: Int
  package let card: ModelCard
  package let samples: [[UInt8]]
  /// How much of a model with a cascade is asked of an image.
  package let effort: Effort
  /// The compiled nets with the way to their input.
  package let extractor: Extractor
  /// The trained head, which the net contains, too: its rows are the evidence for a class.
  package let head: LinearClassifier
  /// What was repaired while the model was loaded, and what isn't computed as it was trained, one sentence each.
  package let notes: [String]
  /// What may answer, the cheapest first; the last asks all nets and takes all looks.
  let stages: [Stage]
  /// The training images; nil where the model has no index of them, or it wasn't asked for.
  let index: FeatureIndex?
  /// Each class's groups, the narrowest first; nil without a taxonomy.
  let groups: [[String]]?
  let limits: Limits
  let decoders: Workers
  private let budget: DecodeBudget

  /// Compiles the model's net; throws `RuntimeError` and `ArtifactError`.
  package init(_ folder: ModelFolder, options: PredictorOptions = PredictorOptions()) throws {
    let description = folder.description
    self.folder = folder
    looks = options.looks ?? description.looks.count
    limits = options.limits
    samples = try folder.samples()
    index = options.loadsIndex ? try folder.index() : nil
    var card = description.card
    card.indexed = index?.count
    self.card = card
    // Thresholds of stages are of the looks that the model takes by itself.
    let cascade = options.looks == nil ? description.cascade : nil
    effort = cascade == nil ? .full : options.effort
    let (models, notes) = try folder.compiled(for: cascade, runtime: options.runtime)
    // After the engine has read them: so both read what was hashed.
    let weights = try SafetensorsFile(folder.weightBytes())
    head = try LinearClassifier(headIn: weights)
    let neighbours = try KindNeighbours(in: weights)
    groups = description.groups ?? description.words?.groups(of: description.classes)
    let own = try LinearClassifier(ownOf: description.backbones, in: weights)
    let places = description.places(of: cascade)
    extractor =
      try
      (models.count > 1
      ? Extractor(
        models: models, joint: LookJoint(places: places, head: head), preprocessing: description.preprocessing,
        classifier: own)
      : Extractor(model: models[0], preprocessing: description.preprocessing, classifier: own, needsHead: true)).led(
        by: head)
    let rule = AnswerRule(
      temperature: description.temperatures[looks - 1], verdict: description.verdict, sets: description.sets,
      isAsFitted: looks == description.looks.count)
    let last = Stage(
      nets: models.count, looks: looks, head: head, hasOwnHead: false, neighbours: neighbours, rule: rule,
      answersFrom: nil)
    let widths = extractor.widths(at: places)
    stages =
      try (cascade?.stages(in: weights, head: head, neighbours: neighbours, widths: widths, places: places) ?? [])
      + [last]
    try description.checkFit(of: extractor, stages: stages, widths: widths, index: index, weights: weights)
    self.notes = notes
    decoders = Workers(count: options.decoders ?? ProcessInfo.processInfo.activeProcessorCount, name: "decode")
    budget = DecodeBudget(bytes: options.decodeBudget ?? .max)
  }

  package func classify(_ bytes: [UInt8], _ request: ClassificationRequest) async throws -> Classification {
    let clock = ContinuousClock()
    let begun = clock.now
    let decoded = try await decode(bytes)
    let ready = clock.now
    // Weights may leave out what a stage is sure of.
    let taken = try await see(decoded, effort: request.weights == nil ? nil : .full, explains: request.explain)
    let answered = clock.now
    return Classification(
      answer: answer(of: taken, top: request.top, weights: request.weights),
      timings: Timings(decode: (ready - begun).inSeconds, inference: (answered - ready).inSeconds),
      heatMap: request.explain ? heatMap(of: taken, in: decoded.image) : nil,
      seen: request.seen ? try await seen(decoded.image) : nil,
      shown: try await shown(decoded.image, side: request.shownSide),
      closer: request.explain ? closer(in: taken.looks) : nil, missingRows: decoded.image.missingRows,
      neighbours: try await neighbours(of: taken, decoded, most: request.neighbours))
  }

  /// Compares the golden answers with the recorded ones, then answers each golden image in every way that a request
  /// can ask for.
  ///
  /// Throws `ArtifactError` and what `classify` throws.
  package func verify() async throws {
    let golden = try folder.golden()
    let own = stages.filter(\.hasOwnHead)
    let limits = limits
    try await golden.check(precision: extractor.model.precision.rawValue) { answer in
      let bytes = try folder.goldenBytes(of: answer)
      let image = try await decoders.run { try DecodedImage.decode(bytes, limits: limits, minimumSide: nil) }
      return try await extractor.goldenLogits(at: image, stages: own)
    }
    let request = ClassificationRequest(top: card.classes.count, explain: true, seen: true)
    for answer in golden.answers {
      let found = try await classify(folder.goldenBytes(of: answer), request)
      guard found.isSound else { throw ArtifactError.unsound(image: answer.image) }
    }
  }

  /// A decoded image with the net's input for the first look.
  struct Decoded: Sendable {
    let image: DecodedImage
    let planes: [Float]
  }

  /// Decodes on a thread of its own, once the budget has room for what the bytes become; ends with the task.
  ///
  /// Throws `ImageRefusal`, `CancellationError`, and `ImagingError` for shortages of the machine.
  func decode(
    _ bytes: [UInt8], part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? = nil
  ) async throws -> Decoded {
    let interruption = DecodingInterruption()
    var limits = limits
    limits.interruption = interruption
    do {
      return try await withTaskCancellationHandler { [limits] in
        try await decode(bytes, limits, part: part)
      } onCancel: {
        interruption.raise()
      }
    } catch let error as ImagingError {
      // What was interrupted has no verdict.
      try Task.checkCancellation()
      guard let refusal = ImageRefusal(error) else { throw error }
      throw refusal
    }
  }

  private func decode(
    _ bytes: [UInt8], _ limits: Limits, part: (@Sendable (_ width: Int, _ height: Int) -> Region?)?
  ) async throws -> Decoded {
    let side = extractor.decodeSide
    let cost = try await decoders.run {
      try DecodedImage.decodingCost(bytes, limits: limits, minimumSide: side)
    }
    return try await budget.withShare(of: cost) {
      try await decoders.run { [extractor] in
        let image =
          if let part {
            try DecodedImage.decode(bytes, limits: limits, minimumSide: side, part: part)
          } else {
            try DecodedImage.decode(bytes, limits: limits, minimumSide: side)
          }
        return Decoded(image: image, planes: try image.planes(extractor.preprocessing))
      }
    }
  }

  /// The part of a second look that didn't see all of the image.
  private func closer(in looks: [Look]) -> ImagePart? {
    looks.first { $0.region != .whole }.map {
      ImagePart(x: $0.region.x, y: $0.region.y, width: $0.region.width, height: $0.region.height)
    }
  }

  private func shown(_ image: DecodedImage, side: Int?) async throws -> ShownImage? {
    guard let side else { return nil }
    let scale = min(1, Double(side) / Double(max(image.width, image.height)))
    let width = max(1, Int((Double(image.width) * scale).rounded()))
    let height = max(1, Int((Double(image.height) * scale).rounded()))
    let bytes = try await decoders.run { try image.rgb(width: width, height: height).jpeg(quality: 85) }
    return ShownImage(bytes: bytes, width: width, height: height)
  }

  private func seen(_ image: DecodedImage) async throws -> [UInt8] {
    try await decoders.run { [preprocessing = extractor.preprocessing] in
      try image.square(preprocessing.size, resize: preprocessing.resize, fill: preprocessing.fill).png()
    }
  }
}
