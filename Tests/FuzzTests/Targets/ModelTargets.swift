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
    let cascade = description.cascade
    let told = [cascade?.sentence, cascade?.exportedStage, description.card.speaking("de").words.question]
    precondition(description.groupsByClass.count <= description.classes.count && told.last != "")
    return !description.card.classes.isEmpty
  }

  /// Reads an index of training images, all that it says of each, and searches it.
  static func acceptsIndex(_ bytes: [UInt8]) throws -> Bool {
    let index = try FeatureIndex(bytes, classes: 3, file: "fuzz")
    for place in 0..<index.count { precondition(index.image(place).classIndex < 3) }
    precondition(index.nearest(to: [Float](repeating: 1, count: index.width), most: 3).count <= 3)
    return true
  }
}
