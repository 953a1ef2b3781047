/// A training image in an index: what it is, not what it looks like to a net.
package struct IndexedImage: Hashable, Sendable {
  /// The path below the data folder.
  package let file: String
  /// The place of its class among the model's.
  package let classIndex: Int
  /// SHA-256 of the bytes, and of the crop where it is cropped: 32 bytes.
  package let digest: [UInt8]
  /// A small JPEG file; empty where none was stored.
  package let thumbnail: [UInt8]

  package init(file: String, classIndex: Int, digest: [UInt8], thumbnail: [UInt8] = []) {
    (self.file, self.classIndex, self.digest, self.thumbnail) = (file, classIndex, digest, thumbnail)
  }
}
