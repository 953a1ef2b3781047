import Foundation

/// A training image that resembles the one that was asked about.
public struct Neighbour: Codable, Hashable, Sendable {
  /// The image's path below the data folder that the model was trained on.
  public let file: String
  /// Its class's text for people.
  public let label: String
  /// Its class's id.
  public let id: String
  /// How alike their features are: a cosine, 1 for the same image.
  public let similarity: Double
  /// SHA-256 of the image's bytes, and of the crop where it was cropped, hexadecimal.
  public let sha256: String
  /// A small JPEG file; nil where the model stores none.
  public let thumbnail: Data?

  public init(
    file: String, label: String, id: String, similarity: Double, sha256: String, thumbnail: Data? = nil
  ) {
    (self.file, self.label, self.id) = (file, label, id)
    (self.similarity, self.sha256, self.thumbnail) = (similarity, sha256, thumbnail)
  }
}
