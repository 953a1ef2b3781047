import Imaging

/// How the images in shards were made.
package struct ShardPreprocessing: Codable, Hashable, Sendable {
  /// Side of the square images in pixels.
  package let size: Int
  /// How an image comes to the net's square.
  package let resize: ResizeMode
  /// How it is encoded.
  package let format: ShardFormat
  /// The encoder's quality, 1 to 100.
  package let quality: Int
  /// How much boxes grew on each side, as a fraction of their size, if images were cropped to them; nil for whole
  /// images.
  package let boxMargin: Double?

  package init(size: Int, resize: ResizeMode, format: ShardFormat, quality: Int, boxMargin: Double? = nil) {
    self.size = size
    self.resize = resize
    self.format = format
    self.quality = quality
    self.boxMargin = boxMargin
  }
}

/// How the images in shards are encoded.
package enum ShardFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case jpeg, webp

  /// The ending of an image's name.
  package var fileExtension: String { self == .jpeg ? "jpg" : "webp" }
}
