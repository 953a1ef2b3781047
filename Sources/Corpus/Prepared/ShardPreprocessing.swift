import Imaging

/// How the pictures in shards were made.
package struct ShardPreprocessing: Codable, Hashable, Sendable {
  /// Side of the square pictures in pixels.
  package let size: Int
  package let resize: ResizeMode
  package let format: ShardFormat
  /// The encoder's quality, 1 to 100.
  package let quality: Int

  package init(size: Int, resize: ResizeMode, format: ShardFormat, quality: Int) {
    self.size = size
    self.resize = resize
    self.format = format
    self.quality = quality
  }
}

/// How the pictures in shards are encoded.
package enum ShardFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case jpeg, webp

  /// The ending of a picture's name.
  package var fileExtension: String { self == .jpeg ? "jpg" : "webp" }
}
