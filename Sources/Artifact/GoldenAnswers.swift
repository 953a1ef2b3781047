import Foundation

/// The small generated pictures of a model folder, with the logits that the head must give for each.
package struct GoldenAnswers: Codable, Hashable, Sendable {
  package static let file = "golden/answers.json"

  package struct Answer: Codable, Hashable, Sendable {
    /// The picture's file name inside `golden/`.
    package let picture: String
    /// The head's logits for one look at it, computed in f32.
    package let logits: [Float]

    package init(picture: String, logits: [Float]) {
      self.picture = picture
      self.logits = logits
    }
  }

  package var answers: [Answer]

  package init(answers: [Answer]) { self.answers = answers }

  /// How far a logit may be off, as a part of the logits' range: f32 differs between engines and CPUs in the last bits,
  /// bf16 has 8 bits of mantissa.
  package static func tolerance(precision: String) -> Double { precision == "f32" ? 1e-3 : 8e-2 }

  /// Throws `ArtifactError.goldenDiffers` for the first picture whose logits, given by `logits`, are too far off.
  package func check(precision: String, logits: (Answer) async throws -> [Float]) async throws {
    for answer in answers {
      let found = try await logits(answer)
      let range = Double((answer.logits.max() ?? 0) - (answer.logits.min() ?? 0))
      let allowed = Self.tolerance(precision: precision) * max(range, 1)
      let matches = found.count == answer.logits.count
      let largest = matches ? zip(found, answer.logits).map { Double(abs($0 - $1)) }.max() ?? 0 : .infinity
      // A logit that isn't a number compares as neither, so the test is for what is right.
      guard largest <= allowed, found.allSatisfy(\.isFinite) else {
        throw ArtifactError.goldenDiffers(picture: answer.picture, largest: largest, allowed: allowed)
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

  /// Shows each golden picture's bytes to `logits` and holds what it gives against the recorded answer.
  package func checkGolden(precision: String, logits: ([UInt8]) async throws -> [Float]) async throws {
    try await golden().check(precision: precision) { answer in
      let file = url.appending(path: "\(Self.goldenFolder)/\(answer.picture)")
      guard let bytes = try? Data(contentsOf: file) else { throw ArtifactError.missing(file: file.path) }
      return try await logits(Array(bytes))
    }
  }
}
