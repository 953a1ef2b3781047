/// Anything that classifies images: the engines in the product, a fake in the server's tests.
public protocol Classifier: Sendable {
  /// The model's description, fixed while it is loaded.
  var card: ModelCard { get }

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

  public init(top: Int = 5, explain: Bool = false, seen: Bool = false, shownSide: Int? = nil) {
    self.top = top
    self.explain = explain
    self.seen = seen
    self.shownSide = shownSide
  }
}

/// An answer with its timings and, on request, its evidence.
public struct Classification: Sendable {
  /// The verdict with the most probable classes.
  public let answer: Answer
  /// Seconds spent on the image.
  public let timings: Timings
  /// What supported the first prediction; nil unless asked for.
  public let heatMap: HeatMap?
  /// The upright image as the model saw it, a PNG or JPEG file; nil unless asked for.
  public let seen: [UInt8]?
  /// The upright image, undistorted; nil unless asked for.
  public let shown: ShownImage?
  /// The part that was looked at a second time; nil where that was all of it, and unless evidence was asked for.
  public let closer: ImagePart?
  /// The share of the image's rows that a truncated file lacks; nil for a whole one.
  public let missingRows: Double?

  public init(
    answer: Answer, timings: Timings, heatMap: HeatMap? = nil, seen: [UInt8]? = nil, shown: ShownImage? = nil,
    closer: ImagePart? = nil, missingRows: Double? = nil
  ) {
    self.missingRows = missingRows
    self.answer = answer
    self.timings = timings
    self.heatMap = heatMap
    self.seen = seen
    self.shown = shown
    self.closer = closer
  }
}

/// Seconds spent on one image.
public struct Timings: Codable, Hashable, Sendable {
  /// Seconds from the bytes to the net's input.
  public var decode: Double
  /// Seconds in the net.
  public var inference: Double

  public init(decode: Double, inference: Double) {
    self.decode = decode
    self.inference = inference
  }
}

/// How much each part of the upright image supported the first prediction: `width × height` values from 0 to 1, row by
/// row.
public struct HeatMap: Codable, Hashable, Sendable {
  /// Columns of the map.
  public let width: Int
  /// Rows of the map.
  public let height: Int
  /// The values, row by row.
  public let values: [Float]

  public init(width: Int, height: Int, values: [Float]) {
    self.width = width
    self.height = height
    self.values = values
  }
}
