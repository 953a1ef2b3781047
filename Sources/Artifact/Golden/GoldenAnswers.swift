import Foundation
import Support

/// The small generated images of a model folder, with the logits that the head must produce for each.
package struct GoldenAnswers: Codable, Hashable, Sendable {
  /// The file's path in the model folder.
  package static let file = "golden/answers.json"

  package struct Answer: Codable, Hashable, Sendable {
    /// The image's file name inside `golden/`.
    package let image: String
    /// The head's logits for one look at it, computed in f32.
    package let logits: [Float]
    /// The same from the bf16 features that the head was trained on; nil if it was trained otherwise.
    package let bf16Logits: [Float]?
    /// The same from the features of the net in 8 bits that the head was trained on; nil if it was trained otherwise.
    package let int8Logits: [Float]?
    /// The logits of each of a cascade's stages that have a head of their own, in their order; nil without such.
    package let stages: [[Float]]?
    /// The same from bf16 features.
    package let bf16Stages: [[Float]]?
    /// The same from features of the net in 8 bits.
    package let int8Stages: [[Float]]?

    /// - Parameter own: What the heads say of the features they were trained on, and in which precision these were computed;
    ///   nil if it was f32.
    package init(image: String, _ exact: GoldenLogits, own: (precision: String, logits: GoldenLogits)? = nil) {
      self.image = image
      func given(in precision: String) -> GoldenLogits? { own?.precision == precision ? own?.logits : nil }
      let (bf16, int8) = (given(in: "bf16"), given(in: "int8"))
      (logits, bf16Logits, int8Logits) = (exact.head, bf16?.head, int8?.head)
      stages = exact.stages.isEmpty ? nil : exact.stages
      bf16Stages = bf16.flatMap { $0.stages.isEmpty ? nil : $0.stages }
      int8Stages = int8.flatMap { $0.stages.isEmpty ? nil : $0.stages }
    }

    /// The distance of logits computed in `precision` from those recorded for it.
    func distance(_ found: [Float], precision: String) -> Double {
      let own = precision == "int8" ? int8Logits : bf16Logits
      return Self.distance(found, from: logits, or: own, precision: precision)
    }

    /// The largest of the distances of a cascade's stages; infinite where others are recorded, 0 where none is asked.
    func distance(stages found: [[Float]], precision: String) -> Double {
      guard let wanted = stages, !found.isEmpty else { return 0 }
      guard found.count == wanted.count else { return .infinity }
      let own = precision == "int8" ? int8Stages : bf16Stages
      return found.indices.map {
        Self.distance(found[$0], from: wanted[$0], or: own?[$0], precision: precision)
      }.max() ?? 0
    }

    private static func distance(
      _ found: [Float], from exact: [Float], or own: [Float]?, precision: String
    ) -> Double {
      let off = GoldenAnswers.distance(found, from: exact)
      guard precision != "f32", let own else { return off }
      return min(off, GoldenAnswers.distance(found, from: own))
    }

    private enum CodingKeys: String, CodingKey {
      case logits, stages, int8Logits, int8Stages
      case image = "picture"
      case bf16Logits = "halfLogits"
      case bf16Stages = "halfStages"
    }
  }

  /// One recorded answer an image.
  package var answers: [Answer]

  package init(answers: [Answer]) { self.answers = answers }

  /// The largest distance of answers that count as the same: f32 differs between engines and CPUs in the last bits
  /// only; bf16 has 8 bits of mantissa, and drawn images, which the net is unsure about, differ from f32 by up to 0.2. Some
  /// nets' answers differ more, in 8 bits still more, which is why a head's answers on such features are recorded, too.
  package static func tolerance(precision: String) -> Double { precision == "f32" ? 1e-3 : 0.4 }

  /// ‖found − wanted‖ ÷ ‖wanted − its mean‖: 0 for the same answer, about 1.4 for another net's; infinite where a
  /// number isn't finite or their counts differ.
  static func distance(_ found: [Float], from wanted: [Float]) -> Double {
    guard found.count == wanted.count, !wanted.isEmpty, found.allSatisfy(\.isFinite) else { return .infinity }
    let mean = wanted.reduce(0) { $0 + Double($1) } / Double(wanted.count)
    let spread = wanted.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let off = zip(found, wanted).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    return (off / max(spread, 1e-6)).squareRoot()
  }

  /// Throws `ArtifactError.goldenDiffers` for the first image whose logits, given by `logits`, are too far off.
  package func check(precision: String, logits: (Answer) async throws -> GoldenLogits) async throws {
    for answer in answers {
      let found = try await logits(answer)
      let distance = max(
        answer.distance(found.head, precision: precision), answer.distance(stages: found.stages, precision: precision))
      let allowed = Self.tolerance(precision: precision)
      guard distance <= allowed else {
        throw ArtifactError.goldenDiffers(
          image: answer.image, distance: distance, allowed: allowed, precision: precision)
      }
    }
  }
}

/// What a model's heads say of one look at an image.
package struct GoldenLogits: Hashable, Sendable {
  /// The logits of the head that all nets have.
  package let head: [Float]
  /// Those of each of a cascade's stages that have a head of their own, in their order.
  package let stages: [[Float]]

  package init(_ head: [Float], stages: [[Float]] = []) { (self.head, self.stages) = (head, stages) }
}

extension ModelFolder {
  /// Bytes of the golden answers and of one golden image, at most.
  private static let goldenLimit = 1 << 26

  /// The recorded answers: at least one, each with a finite logit for every class and an image inside of the folder.
  ///
  /// Throws `ArtifactError`.
  package func golden() throws(ArtifactError) -> GoldenAnswers {
    let file = url.appending(path: GoldenAnswers.file).path
    let text = Data(try checkedBytes(of: GoldenAnswers.file, limit: Self.goldenLimit))
    let golden = try ArtifactError.decoded(GoldenAnswers.self, from: text, file: file)
    guard !golden.answers.isEmpty else { throw .invalid(file: file, reason: "it has no answer to verify with") }
    for answer in golden.answers {
      let name = answer.image.debugDescription.prefix(100)
      guard description.files["\(Self.goldenFolder)/\(answer.image)"] != nil else {
        throw .invalid(file: file, reason: "its image \(name) is not among the folder's hashed files")
      }
      // Heads that no stage uses any more were recorded, too.
      let own = description.cascade?.ownHeads.count ?? 0
      let stages = own > 0 ? own : answer.stages?.count ?? 0
      let stagesOfAll = [answer.stages, answer.bf16Stages ?? answer.stages, answer.int8Stages ?? answer.stages]
      guard stagesOfAll.allSatisfy({ ($0 ?? []).count == stages }) else {
        throw .invalid(file: file, reason: "its answer to \(name) is not of the stages that the model has")
      }
      guard description.eightBits == nil || answer.int8Logits != nil else {
        throw .invalid(file: file, reason: "it has no answer to \(name) in 8 bits, in which the model is computed")
      }
      let all =
        [answer.logits, answer.bf16Logits ?? answer.logits, answer.int8Logits ?? answer.logits]
        + stagesOfAll.flatMap { $0 ?? [] }
      guard all.allSatisfy(isPlausible) else {
        throw .invalid(file: file, reason: "its answer to \(name) doesn't have one finite logit for each class")
      }
    }
    return golden
  }

  private func isPlausible(_ logits: [Float]) -> Bool {
    logits.count == description.classes.count && logits.allSatisfy(\.isFinite)
  }

  /// The bytes of an answer's image, as they were hashed; throws `ArtifactError`.
  package func goldenBytes(of answer: GoldenAnswers.Answer) throws(ArtifactError) -> [UInt8] {
    try checkedBytes(of: "\(Self.goldenFolder)/\(answer.image)", limit: Self.goldenLimit)
  }
}
