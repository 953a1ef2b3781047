import Foundation

/// One class that a model knows.
public struct ImageClass: Hashable, Sendable {
  /// Stable and machine-made: the name of the folder that its training images were in.
  public let id: String
  /// What people read.
  public let label: String

  /// Takes the values as they are: for tests and previews.
  public init(id: String, label: String) {
    self.id = id
    self.label = label
  }
}

/// One class with its calibrated probability.
public struct Prediction: Hashable, Sendable {
  /// The class.
  public let imageClass: ImageClass
  /// How probable it is, from 0 to 1.
  public let probability: Double

  /// Takes the values as they are: for tests and previews.
  public init(imageClass: ImageClass, probability: Double) {
    self.imageClass = imageClass
    self.probability = probability
  }
}

/// Classes of which one is right with a stated probability.
public struct PredictionSet: Hashable, Sendable {
  /// How often such a set holds the right class, from 0 to 1.
  public let coverage: Double
  /// The classes, most probable first; never empty.
  public let classes: [Prediction]

  /// Takes the values as they are: for tests and previews.
  public init(coverage: Double, classes: [Prediction]) {
    self.coverage = coverage
    self.classes = classes
  }
}

/// A training image that resembles the one that was asked about.
public struct Neighbour: Hashable, Sendable {
  /// The image's path below the folder that the model was trained on.
  public let file: String
  /// Its class.
  public let imageClass: ImageClass
  /// How alike the two are to the net: a cosine, 1 for the same image.
  public let similarity: Double
  /// SHA-256 of the image's bytes, and of the crop where it was cropped, hexadecimal.
  public let sha256: String
  /// A small JPEG file of it; nil where the model stores none.
  public let thumbnail: Data?

  /// Takes the values as they are: for tests and previews.
  public init(file: String, imageClass: ImageClass, similarity: Double, sha256: String, thumbnail: Data? = nil) {
    self.file = file
    self.imageClass = imageClass
    self.similarity = similarity
    self.sha256 = sha256
    self.thumbnail = thumbnail
  }
}

/// How far an answer can be relied on.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// The first prediction is reliable.
  case sure
  /// The image is of the model's kind, but no class is probable enough.
  case unsure
  /// The image is of the model's kind, but probably of a class that the model doesn't know.
  case another
  /// The image shows nothing that the model knows.
  case unknown
}

/// How much each part of an upright image contributed to the first prediction.
public struct HeatMap: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `width × height` values from 0 to 1, row by row.
  public let values: [Float]

  /// Takes the values as they are: for tests and previews.
  public init(width: Int, height: Int, values: [Float]) {
    self.width = width
    self.height = height
    self.values = values
  }
}
