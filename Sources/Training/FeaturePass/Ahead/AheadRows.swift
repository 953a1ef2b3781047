import Corpus

/// What later passes know of images whose shards were here and are gone: their rows are in the cache.
struct AheadRows: Sendable {
  /// An image by its shard and its place there.
  private struct Image: Hashable {
    let shard: String
    let offset: UInt64
  }

  /// The process that looks at a shard's images, by the shard's path.
  let owners: [String: Int]
  /// What people call a shard.
  let supply: any ShardSupply
  /// How many rows were computed, of those that count.
  var computed = 0
  private var refused: [Image: String] = [:]

  init(owners: [String: Int], supply: any ShardSupply) { (self.owners, self.supply) = (owners, supply) }

  /// Remembers why an image has no rows.
  mutating func refuse(_ sample: Sample, _ reason: String) {
    refused[Image(shard: sample.root, offset: sample.span?.offset ?? 0)] = reason
  }

  /// Why an image has no rows; nil where it wasn't refused.
  func reason(of sample: Sample) -> String? {
    refused.isEmpty ? nil : refused[Image(shard: sample.root, offset: sample.span?.offset ?? 0)]
  }

  /// What people call an image's file; nil where it isn't in one of the shards.
  func name(of sample: Sample) -> String? {
    owners[sample.root].map { _ in "\(supply.name(of: sample.root))/\(sample.name)" }
  }
}
