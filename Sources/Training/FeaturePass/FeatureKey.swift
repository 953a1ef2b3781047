import Foundation
import Support

/// The key of one row of the feature cache: SHA-256 of (image's digest, pipeline, view).
///
/// The image's digest is of its bytes and, where it is cropped to its box, of the crop.
/// The pipeline's text identifies everything that the features depend on besides the image: the backbones' hashes, the
/// preprocessing, the precision and the engine's version.
package struct FeatureKey: Hashable, Sendable {
  /// Bytes of a key.
  package static let length = SHA256Digest.byteCount
  private let digest: SHA256Digest

  /// The key of an image's view under a pipeline.
  package init(image: some Sequence<UInt8>, pipeline: String, view: View) {
    var hasher = SHA256()
    hasher.update(data: Array(image))
    hasher.update(data: Data(pipeline.utf8))
    hasher.update(data: Data([0]))
    hasher.update(data: Data(view.name.utf8))
    digest = hasher.finalize()
  }

  /// Takes the first 32 bytes.
  init(_ bytes: UnsafeRawBufferPointer) { digest = SHA256Digest(bytes) }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try digest.withUnsafeBytes(body)
  }
}
