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
  /// The training images that it resembles, the most alike first; nil unless asked for, and where the model has no index of
  /// them.
  public let neighbours: [Neighbour]?

  public init(
    answer: Answer, timings: Timings, heatMap: HeatMap? = nil, seen: [UInt8]? = nil, shown: ShownImage? = nil,
    closer: ImagePart? = nil, missingRows: Double? = nil, neighbours: [Neighbour]? = nil
  ) {
    self.neighbours = neighbours
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
