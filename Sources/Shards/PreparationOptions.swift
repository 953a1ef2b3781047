import Corpus
import Imaging

/// Everything that decides what a preparation writes; the same options and pictures give the same bytes, whatever the
/// number of threads.
package struct PreparationOptions: Sendable {
  package var preprocessing: ShardPreprocessing
  /// Bytes of a tar file from which on another one is begun.
  package var shardBytes = 256_000_000
  /// What decides the order of the samples.
  package var seed: UInt64 = 7
  /// Pictures under way at a time; decides only how long it takes.
  package var threads = 1
  package var limits = Limits()
  /// Whether a single picture that can't be used keeps the shards from being finished.
  package var isStrict = false

  package init(preprocessing: ShardPreprocessing) { self.preprocessing = preprocessing }
}
