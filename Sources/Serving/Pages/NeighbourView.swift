import Foundation
import Taxonomy

/// The training images that a photo resembles, for the result's card.
enum NeighbourView {
  /// How many are shown.
  static let count = 5

  /// The template's values; nil where the model has no index of its training images.
  ///
  /// - Parameter card: The model, its classes named in the page's language.
  static func values(
    _ classification: Classification, _ card: ModelCard, _ page: [String: String]
  ) -> [String: Any]? {
    guard let neighbours = classification.neighbours, !neighbours.isEmpty else { return nil }
    let labels = Dictionary(card.classes.map { ($0.id, $0.label) }) { first, _ in first }
    let images = neighbours.map { neighbour in
      var values: [String: Any] = [
        "path": ClassPath.of(neighbour.id), "label": labels[neighbour.id] ?? neighbour.label,
        "file": neighbour.file,
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
