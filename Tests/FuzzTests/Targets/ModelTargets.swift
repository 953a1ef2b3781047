import Foundation
import Taxonomy

@testable import Artifact

enum ModelTargets {
  /// Reads a description, whatever its seal, and golden answers.
  static func accepts(_ bytes: [UInt8]) throws -> Bool {
    let text = Data(bytes)
    _ = ModelFiles.isSealed(text)
    if let golden = try? JSONDecoder().decode(GoldenAnswers.self, from: text) {
      return golden.answers.allSatisfy { GoldenAnswers.distance($0.logits, from: $0.logits) >= 0 }
    }
    let description = try JSONDecoder().decode(ModelDescription.self, from: text)
    try description.check(file: "model.json")
    return !description.card.classes.isEmpty
  }
}
