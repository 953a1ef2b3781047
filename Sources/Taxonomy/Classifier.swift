/// Anything that classifies images: the engines in the product, a fake in the server's tests.
public protocol Classifier: Sendable {
  /// The model's description, fixed while it is loaded.
  var card: ModelCard { get }

  /// Encoded images, JPEG files, that people can try the model on: the model's own, at most a few.
  var samples: [[UInt8]] { get }

  /// Classifies one encoded image (JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF).
  ///
  /// Throws `ImageRefusal` if the bytes can't be classified, `CancellationError` when
  /// the caller's task was cancelled, and any other error when the engine itself fails.
  func classify(_ image: [UInt8], _ request: ClassificationRequest) async throws -> Classification

  /// Answers several images of the same thing together, as one; throws as for one image.
  func classify(together images: [[UInt8]], _ request: ClassificationRequest) async throws -> Classification

  /// Runs the model's own golden images and throws when one answer differs from the recorded one.
  func verify() async throws
}

extension Classifier {
  /// For those that bring none.
  public var samples: [[UInt8]] { [] }

  /// For those that know one image only: refuses more.
  public func classify(together images: [[UInt8]], _ request: ClassificationRequest) async throws -> Classification {
    guard images.count == 1 else {
      throw ImageRefusal.undecodable(reason: "this model answers one image at a time")
    }
    return try await classify(images[0], request)
  }
}

/// What to return besides the verdict.
public struct ClassificationRequest: Hashable, Sendable {
  /// How many predictions, at least 1.
  public var top: Int
  /// Whether to return the heat map of what the model looked at.
  public var explain: Bool
  /// Whether to return the image as the model saw it.
  public var seen: Bool
  /// The longer side in pixels of the undistorted image to return; nil for none.
  public var shownSide: Int?
  /// How much each class counts, in the order of the classes: 0 leaves it out. Nil for all alike, as the model says.
  public var weights: [Double]?
  /// How many of the nearest training images to return.
  public var neighbours: Int

  public init(top: Int = 5, explain: Bool = false, seen: Bool = false, shownSide: Int? = nil, neighbours: Int = 0) {
    self.neighbours = neighbours
    self.top = top
    self.explain = explain
    self.seen = seen
    self.shownSide = shownSide
  }
}
