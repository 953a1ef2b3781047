/// Anything that answers what a picture shows: the engines in the product, a fake in the servers' tests.
public protocol Classifier: Sendable {
  /// What the model is, fixed while it is loaded.
  var card: ModelCard { get }

  /// Classifies one encoded picture (JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF).
  ///
  /// Throws `PictureRefusal` when the bytes are not a picture that can be answered for, `CancellationError` when
  /// the caller's task was cancelled, and any other error when the engine itself fails.
  func classify(_ picture: [UInt8], _ request: ClassificationRequest) async throws -> Classification

  /// Runs the model's own golden pictures and throws when one answer differs from the recorded one.
  func verify() async throws
}

/// What to give back beside the verdict.
public struct ClassificationRequest: Hashable, Sendable {
  /// How many predictions, at least 1.
  public var top: Int
  /// Whether to give the heat map of what the model looked at.
  public var explain: Bool
  /// Whether to give the picture as the model saw it.
  public var seen: Bool

  public init(top: Int = 5, explain: Bool = false, seen: Bool = false) {
    self.top = top
    self.explain = explain
    self.seen = seen
  }
}

/// An answer with what it took and, on request, what it rests on.
public struct Classification: Sendable {
  public let answer: Answer
  public let timings: Timings
  public let heatMap: HeatMap?
  /// The upright picture as the model saw it, a PNG or JPEG file; nil unless asked for.
  public let seen: [UInt8]?

  public init(answer: Answer, timings: Timings, heatMap: HeatMap? = nil, seen: [UInt8]? = nil) {
    self.answer = answer
    self.timings = timings
    self.heatMap = heatMap
    self.seen = seen
  }
}

/// Seconds spent on one picture.
public struct Timings: Codable, Hashable, Sendable {
  public var decode: Double
  public var inference: Double

  public init(decode: Double, inference: Double) {
    self.decode = decode
    self.inference = inference
  }
}

/// How much each part of the upright picture spoke for the first prediction: `width × height` values from 0 to 1, row by row.
public struct HeatMap: Codable, Hashable, Sendable {
  public let width: Int
  public let height: Int
  public let values: [Float]

  public init(width: Int, height: Int, values: [Float]) {
    self.width = width
    self.height = height
    self.values = values
  }
}
