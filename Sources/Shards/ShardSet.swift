import Archives
import Corpus
import Foundation
import Support

/// Prepared shards to read: at random by the indices, one after the other, or as a `DataSet`.
package struct ShardSet: Sendable {
  /// The folder of the shards.
  package let root: String
  /// What was written down of the shards.
  package let manifest: ShardManifest

  /// Reads the manifest of a folder of shards.
  ///
  /// Throws `CorpusError.damagedShards`.
  package init(reading folder: URL) throws(CorpusError) {
    root = folder.path.count > 1 && folder.path.hasSuffix("/") ? String(folder.path.dropLast()) : folder.path
    manifest = try ShardManifest(in: root)
  }

  /// The images by class and name, each with its place inside its shard.
  ///
  /// Throws `CorpusError.damagedShards`.
  package func dataSet() throws(CorpusError) -> DataSet {
    try DataSet.find(at: [URL(filePath: root, directoryHint: .isDirectory)])
  }

  /// The images of one split in shuffled order, read sequentially.
  package func stream(_ split: Split) -> ShardStream {
    ShardStream(root: root, shards: manifest.shards.filter { $0.split == split }, manifest: manifest)
  }

  /// Reads every shard whole, on `threads` threads, and returns one problem for each damaged one: wrong size, wrong
  /// SHA-256, or an index that doesn't match its contents.
  package func verify(
    threads: Int = 1, progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> [Problem] {
    var problems: [Problem] = []
    var done = 0
    let check = ShardCheck(root: root, manifest: manifest)
    try await manifest.shards.orderedMap(
      width: threads, ahead: 4 * threads, { shard throws(any Error) in check.problem(with: shard) },
      receive: { problem throws(any Error) in
        if let problem { problems.append(problem) }
        done += 1
        progress(done, manifest.shards.count)
        return true
      })
    return problems
  }
}
