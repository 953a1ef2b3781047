import Corpus
import Imaging

/// Everything that determines what a preparation writes; the same options and images give the same bytes, whatever the
/// number of threads.
package struct PreparationOptions: Sendable {
  /// How images are resized and encoded.
  package var preprocessing: ShardPreprocessing
  /// The size in bytes at which a new tar file begins.
  package var shardBytes = 256_000_000
  /// The seed of the sample order.
  package var seed: UInt64 = 7
  /// Images processed at a time; affects only the duration.
  package var threads = 1
  /// How large an image may be.
  package var limits = Limits()
  /// Whether a single unusable image keeps the shards from being finished.
  package var isStrict = false

  package init(preprocessing: ShardPreprocessing) { self.preprocessing = preprocessing }
}
