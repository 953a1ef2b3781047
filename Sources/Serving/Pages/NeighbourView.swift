import Foundation
import Taxonomy

/// The training images that a photo resembles, for the result's card.
enum NeighbourView {
  /// How many are shown.
  static let count = 5

  /// The template's values; nil where the model has no index of its training images.
  static func values(_ classification: Classification, _ page: [String: String]) -> [String: Any]? {
    guard let neighbours = classification.neighbours, !neighbours.isEmpty else { return nil }
    let images = neighbours.map { neighbour in
      var values: [String: Any] = [
        "path": ClassPath.of(neighbour.id), "label": neighbour.label, "file": neighbour.file,
        "percent": Percent.text(min(1, max(0, neighbour.similarity)), page),
      ]
      if let thumbnail = neighbour.thumbnail {
        values["source"] = "data:image/jpeg;base64,\(thumbnail.base64EncodedString())"
      }
      return values
    }
    return ["heading": page["near"] ?? "", "images": images]
  }
}
