import Foundation
import Support

extension ModelFolder {
  /// Whether the folder has an index of its training images.
  package var hasIndex: Bool { description.files[FeatureIndex.file] != nil }

  /// Bytes of an index, at most.
  private static let indexLimit = 1 << 38

  /// The index of the training images, with the hash that the description states; nil where there is none.
  ///
  /// Throws `ArtifactError`.
  package func index() throws(ArtifactError) -> FeatureIndex? {
    guard hasIndex else { return nil }
    return try FeatureIndex(
      checkedBytes(of: FeatureIndex.file, limit: Self.indexLimit), classes: description.classes.count,
      file: url.appending(path: FeatureIndex.file).path)
  }
}
