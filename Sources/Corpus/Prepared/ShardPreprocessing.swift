import Imaging

/// How the pictures in shards were made.
package struct ShardPreprocessing: Codable, Hashable, Sendable {
  /// Side of the square pictures in pixels.
  package let size: Int
  package let resize: ResizeMode
  package let format: ShardFormat
  /// The encoder's quality, 1 to 100.
  package let quality: Int
  /// What boxes grew by on each side, as a share of their own, where pictures were cropped to them; nil for whole
  /// pictures.
  package let boxMargin: Double?

  package init(size: Int, resize: ResizeMode, format: ShardFormat, quality: Int, boxMargin: Double? = nil) {
    self.size = size
    self.resize = resize
    self.format = format
    self.quality = quality
    self.boxMargin = boxMargin
  }
}

/// How the pictures in shards are encoded.
package enum ShardFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case jpeg, webp

  /// The ending of a picture's name.
  package var fileExtension: String { self == .jpeg ? "jpg" : "webp" }
}
