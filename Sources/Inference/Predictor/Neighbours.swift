import Artifact
import Foundation
import Support
import Taxonomy

extension Predictor {
  /// The training images most like what an image's stages saw; nil unless asked for, or where the model has no index.
  ///
  /// All nets are asked for it, whichever stage answered.
  func neighbours(of seen: Seen, _ decoded: Decoded, most: Int) async throws -> [Neighbour]? {
    guard most > 0, index != nil else { return nil }
    return try await neighbours(of: [features(of: seen, decoded)], most: most)
  }

  /// The training images most like an image, the most alike first; nil unless asked for, or where the model has no index.
  ///
  /// The mean direction of the given features counts: of one look, or of one look at each of several images.
  func neighbours(of features: [[Float]], most: Int) async throws -> [Neighbour]? {
    guard most > 0, let index else { return nil }
    var sum = [Float](repeating: 0, count: index.width)
    for one in features {
      for (place, value) in KindNeighbours.unit(one).enumerated() { sum[place] += value }
    }
    return try await decoders.run { [sum, card] in
      index.nearest(to: sum, most: most).map { match in
        let image = index.image(match.place)
        let name = card.classes[image.classIndex]
        return Neighbour(
          file: image.file, label: name.label, id: name.id, similarity: Double(match.similarity),
          sha256: image.digest.hexadecimal,
          thumbnail: image.thumbnail.isEmpty ? nil : Data(image.thumbnail))
      }
    }
  }
}
