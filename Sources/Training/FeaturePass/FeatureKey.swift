import Crypto
import Foundation

/// Names one row of the feature cache: SHA-256 of (picture's digest, pipeline, view).
///
/// The picture's digest is of its bytes and, where it is cropped to its box, of the crop.
/// The pipeline's text stands for all that the features depend on beside the picture: the backbones' hashes, the
/// preprocessing, the precision and the engine's version.
package struct FeatureKey: Hashable, Sendable {
  package static let length = 32
  let bytes: [UInt8]

  package init(picture: some Sequence<UInt8>, pipeline: String, view: View) {
    var hasher = SHA256()
    hasher.update(data: Array(picture))
    hasher.update(data: Data(pipeline.utf8))
    hasher.update(data: Data([0]))
    hasher.update(data: Data(view.name.utf8))
    bytes = Array(hasher.finalize())
  }

  init(bytes: [UInt8]) { self.bytes = bytes }
}
