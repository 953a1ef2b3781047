/// What `KEY.json` says of an image in a shard.
package struct SampleNote: Codable, Hashable, Sendable {
  /// The class's id.
  package let `class`: String
  /// The class's text for people.
  package let label: String
  /// The class's index in the manifest.
  package let index: Int
  /// The file it came from, below the data folder.
  package let source: String
  /// SHA-256 of that file.
  package let sha256: String
  /// The upright original's size in pixels.
  package let width: Int
  /// The upright original's height in pixels.
  package let height: Int
  /// The part that is shown, in pixels of the upright original: left, top, right and bottom; nil for the whole of it.
  package let crop: [Int]?
}
