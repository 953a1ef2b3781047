import Corpus

/// The result of a preparation.
package struct PreparedShards: Sendable {
  /// What was written down of the shards.
  package let manifest: ShardManifest
  /// Shards of an earlier run that were checked and kept.
  package let kept: Int
  /// Images that can't be used, by their absolute paths.
  package let problems: [Problem]
}
