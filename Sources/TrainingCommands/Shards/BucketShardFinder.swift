import Commands
import Corpus
import Foundation
import ObjectStorage
import Support
import Training
import Transport

/// Finds out whether an address holds prepared shards, and brings all but the shards themselves.
struct BucketShardFinder {
  let remote: Remote
  let progress: any ProgressReporter

  /// The folder here with the manifest and the indices, and the shards; nil for anything else than prepared shards.
  ///
  /// Throws `CorpusError.damagedShards` for a shard that is missing or has another size, and `CloudError`.
  func shards(at address: StorageAddress) async throws -> (folder: String, shards: [BucketShards.Shard])? {
    let store = remote.storage(of: address)
    let manifestAddress = address.appending(ShardManifest.fileName)
    guard let stored = try await store.object(at: manifestAddress) else { return nil }
    let place = Remote.place(of: address)
    return try await FolderLock.with(place) {
      _ = try await store.download(manifestAddress, to: "\(place)/\(ShardManifest.fileName)", current: stored)
      guard ShardManifest.isThere(in: place) else { return nil }
      let manifest = try ShardManifest(in: place)
      let objects = try await files(below: address, in: store)
      let shards = try manifest.shards.map { record in
        try shard(record, objects[record.file], at: address.appending(record.file), store)
      }
      let tars = Set(manifest.shards.map(\.file))
      let others = objects.filter { !tars.contains($0.key) && $0.key != ShardManifest.fileName }
      _ = try await Array(others).boundedMap(width: store.options.files) { name, object throws(CloudError) in
        try await store.download(address.appending(name), to: "\(place)/\(name)", current: object)
      }
      guard manifest.shards.allSatisfy({ ShardIndex.tellsDigests(of: $0, in: place) }) else {
        progress.note(
          "The indices at \(address) don't tell the images' hashes, so all shards are brought here; `data prepare` writes new ones."
        )
        return nil
      }
      return (place, shards)
    }
  }

  /// The objects of a folder itself by their names, without hidden ones.
  private func files(
    below address: StorageAddress, in store: any ObjectStore
  ) async throws(CloudError) -> [String: StoredObject] {
    var files: [String: StoredObject] = [:]
    for object in try await store.list(below: address) {
      let name = String(object.name.dropFirst(address.prefix.count))
      if !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")) { files[name] = object }
    }
    return files
  }

  private func shard(
    _ record: ShardRecord, _ object: StoredObject?, at address: StorageAddress, _ store: any ObjectStore
  ) throws(CorpusError) -> BucketShards.Shard {
    guard let object else { throw .damagedShards(file: "\(address)", reason: "it is missing") }
    guard object.size == record.bytes else {
      throw .damagedShards(file: "\(address)", reason: "it has \(object.size) bytes instead of \(record.bytes)")
    }
    return BucketShards.Shard(record: record, address: address, object: object, store: store)
  }
}
