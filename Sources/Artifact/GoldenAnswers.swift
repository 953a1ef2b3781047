import Foundation

/// The small generated pictures of a model folder, with the logits that the head must give for each.
package struct GoldenAnswers: Codable, Hashable, Sendable {
  package static let file = "golden/answers.json"

  package struct Answer: Codable, Hashable, Sendable {
    /// The picture's file name inside `golden/`.
    package let picture: String
    /// The head's logits for one look at it, computed in f32.
    package let logits: [Float]
    /// The same from the features of the bf16 net that the head was trained on; nil where it was trained in f32.
    package let halfLogits: [Float]?

    package init(picture: String, logits: [Float], halfLogits: [Float]? = nil) {
      self.picture = picture
      self.logits = logits
      self.halfLogits = halfLogits
    }

    /// How far logits computed in `precision` are from what is known of that precision.
    func distance(_ found: [Float], precision: String) -> Double {
      let exact = GoldenAnswers.distance(found, from: logits)
      guard precision != "f32", let halfLogits else { return exact }
      return min(exact, GoldenAnswers.distance(found, from: halfLogits))
    }
  }

  package var answers: [Answer]

  package init(answers: [Answer]) { self.answers = answers }

  /// The largest distance of answers that count as the same: f32 differs between engines and CPUs in the last bits only;
  /// bf16 has 8 bits of mantissa, and drawn pictures, which the net has no firm opinion of, lie up to 0.2 apart from f32.
  /// Some nets' lie further, which is why a head's answers on bf16 features are recorded beside.
  package static func tolerance(precision: String) -> Double { precision == "f32" ? 1e-3 : 0.4 }

  /// ‖found − wanted‖ ÷ ‖wanted − its mean‖: 0 for the same answer, about 1.4 for another net's; infinite where a number
  /// isn't finite or their counts differ.
  static func distance(_ found: [Float], from wanted: [Float]) -> Double {
    guard found.count == wanted.count, !wanted.isEmpty, found.allSatisfy(\.isFinite) else { return .infinity }
    let mean = wanted.reduce(0) { $0 + Double($1) } / Double(wanted.count)
    let spread = wanted.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let off = zip(found, wanted).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    return (off / max(spread, 1e-6)).squareRoot()
  }

  /// Throws `ArtifactError.goldenDiffers` for the first picture whose logits, given by `logits`, are too far off.
  package func check(precision: String, logits: (Answer) async throws -> [Float]) async throws {
    for answer in answers {
      let found = try await logits(answer)
      let distance = answer.distance(found, precision: precision)
      let allowed = Self.tolerance(precision: precision)
      guard distance <= allowed else {
        throw ArtifactError.goldenDiffers(
          picture: answer.picture, distance: distance, allowed: allowed, precision: precision)
      }
    }
  }
}

extension ModelFolder {
  /// The recorded answers; throws `ArtifactError`.
  package func golden() throws(ArtifactError) -> GoldenAnswers {
    let file = url.appending(path: GoldenAnswers.file)
    do {
      return try JSONDecoder().decode(GoldenAnswers.self, from: Data(contentsOf: file))
    } catch let error as DecodingError {
      throw .invalid(file: file.path, reason: error.reason)
    } catch {
      throw .missing(file: file.path)
    }
  }

  /// The bytes of an answer's image; throws `ArtifactError.missing`.
  package func goldenBytes(of answer: GoldenAnswers.Answer) throws(ArtifactError) -> [UInt8] {
    let file = url.appending(path: "\(Self.goldenFolder)/\(answer.picture)")
    guard let bytes = try? Data(contentsOf: file) else { throw .missing(file: file.path) }
    return Array(bytes)
  }

  /// Shows each golden picture's bytes to `logits` and holds what it gives against the recorded answer.
  package func checkGolden(precision: String, logits: ([UInt8]) async throws -> [Float]) async throws {
    try await golden().check(precision: precision) { try await logits(goldenBytes(of: $0)) }
  }
}
