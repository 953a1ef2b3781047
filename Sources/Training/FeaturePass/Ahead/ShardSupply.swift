/// Where prepared shards come from that are elsewhere: some at a time, so that never all of them are on this machine.
package protocol ShardSupply: Sendable {
  /// The paths that the shards have while they are here, in their order.
  var shards: [String] { get }

  /// What people call a shard, by its path.
  func name(of shard: String) -> String

  /// Brings what is wanted of each shard, hands it on in order, and removes it when `body` has returned; meanwhile the next
  /// ones come.
  ///
  /// Throws what `body` throws, `CorpusError.damagedShards` for a shard that isn't what was prepared, and why one can't be
  /// read.
  func bring(_ lots: [ShardLot], _ body: (ShardLot) async throws -> Void) async throws
}
