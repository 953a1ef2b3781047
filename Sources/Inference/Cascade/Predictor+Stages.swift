import Artifact
import Imaging
import Support
import Taxonomy

/// What an image's stages found, up to the one that answers.
struct Seen: Sendable {
  /// The place of the stage that answers, from 0.
  let place: Int
  /// The stage.
  let stage: Stage
  /// Its looks, each with the stage's own logits.
  let looks: [Look]
  /// What each net made of the first look.
  let parts: [Look]
  /// The averaged logits before calibration.
  let logits: [Float]
  /// The probability that the image shows anything the model knows; nil if it can't tell.
  let presence: Double?
}

extension Predictor {
  /// Takes an image through the stages that the effort allows until one is sure enough; throws as `classify` does.
  ///
  /// Which one that is depends on the image alone, never on the load.
  ///
  /// - Parameters:
  ///   - effort: Nil for the predictor's own.
  ///   - explains: Whether it will be asked what the answer rests on.
  func see(_ decoded: Decoded, effort: Effort? = nil, explains: Bool = false) async throws -> Seen {
    var parts: [Look] = []
    let places: Range<Int> =
      switch effort ?? self.effort {
      case .auto: 0..<stages.count
      case .least: 0..<1
      case .full: (stages.count - 1)..<stages.count
      }
    // A later stage may look again where the first look found something.
    let withMap = explains || stages[places].contains { $0.looks > 1 }
    for place in places.dropLast() {
      let seen = try await see(decoded, by: place, goingOnFrom: parts, withMap: withMap)
      if seen.stage.isEnough(seen.logits, presence: seen.presence) { return seen }
      parts = seen.parts
    }
    return try await see(decoded, by: places.upperBound - 1, goingOnFrom: parts, withMap: withMap)
  }

  private func see(
    _ decoded: Decoded, by place: Int, goingOnFrom before: [Look], withMap: Bool
  ) async throws -> Seen {
    let stage = stages[place]
    let (first, parts) = try await extractor.look(
      at: decoded.planes, goingOnFrom: before, upTo: stage.nets, by: stage.hasOwnHead ? stage.head : nil,
      withMap: withMap)
    let looks = try await extractor.looks(
      folder.description.looks.kinds(count: stage.looks), in: decoded.image.frame(of: extractor.preprocessing),
      first: first
    ) { [decoders, extractor] region, mirrored in
      try await decoders.run {
        try decoded.image.planes(extractor.preprocessing, region: region, mirrored: mirrored)
      }
    }
    return Seen(
      place: place, stage: stage, looks: looks, parts: parts, logits: averaged(looks.map(\.logits)),
      presence: stage.rule.verdict.presence?.presence(in: looks, neighbours: stage.neighbours))
  }

  /// The features of all nets at the first look, whichever stage answered.
  func features(of seen: Seen, _ decoded: Decoded) async throws -> [Float] {
    guard seen.stage.hasOwnHead else { return seen.looks[0].features }
    return try await extractor.look(at: decoded.planes, goingOnFrom: seen.parts, withMap: false).look.features
  }

  /// A stage's logits as multiples of the model's own temperature, so that all are calibrated by that one.
  func scaled(_ seen: Seen) -> [Float] {
    let factor = Float(temperature / seen.stage.rule.temperature)
    return factor == 1 ? seen.logits : seen.logits.map { $0 * factor }
  }

  /// How often each net was asked, in the order in which they are.
  func passes(of seen: Seen) -> [Int] {
    // A second look without evidence repeats the first.
    let again = seen.looks.dropFirst().enumerated().count { $0.offset > 0 || $0.element.region != .whole }
    return extractor.nets.indices.map { ($0 < seen.parts.count ? 1 : 0) + again }
  }

  /// How far the image went; nil where there are no stages to go through.
  func reached(_ seen: Seen) -> StageReached? {
    stages.count > 1 ? StageReached(number: seen.place + 1, of: stages.count) : nil
  }
}
