import Corpus
import Foundation
import ObjectStorage
import Support
import Training
import Transport

/// Prepared shards in buckets: their indices are on this machine, they themselves come some at a time.
struct BucketShards: ShardSupply {
  struct Shard: Sendable {
    let record: ShardRecord
    let address: StorageAddress
    let object: StoredObject
    let store: any ObjectStore
  }

  private(set) var shards: [String] = []
  private var found: [String: Shard] = [:]
  private let folder: ReadAheadFolder
  /// Bytes of shards that may be here at a time.
  private let limit: Int
  /// As many bytes between two images are read over: another request takes longer.
  private static let gap = 128 << 10

  init(in folder: ReadAheadFolder, limit: Int) { (self.folder, self.limit) = (folder, limit) }

  /// Adds the shards of a data set, and returns the folder that they will be in.
  ///
  /// Throws `ReadAheadError` where the largest alone is more than may be here.
  mutating func add(_ set: [Shard]) throws(ReadAheadError) -> String {
    let place = "\(folder.path)/\(found.count)"
    for shard in set {
      guard shard.record.bytes <= limit else {
        throw .tooLarge(shard: "\(shard.address)", bytes: shard.record.bytes, limit: limit)
      }
      let path = "\(place)/\(shard.record.file)"
      shards.append(path)
      found[path] = shard
    }
    return place
  }

  func name(of shard: String) -> String { found[shard].map { "\($0.address)" } ?? shard }

  func bring(_ lots: [ShardLot], _ body: (ShardLot) async throws -> Void) async throws {
    let sizes = lots.map { lot in stretches(of: lot).reduce(0) { $0 + $1.count } }
    try await withThrowingTaskGroup(of: Int.self) { group in
      var (started, held) = (0, 0)
      var here: Set<Int> = []
      for (number, lot) in lots.enumerated() {
        while started < lots.count, started == number || held + sizes[started] <= limit {
          let next = started
          group.addTask {
            try await fetch(lots[next])
            return next
          }
          held += sizes[next]
          started += 1
        }
        while !here.contains(number), let next = try await group.next() { here.insert(next) }
        try await body(lot)
        try FileManager.default.removeItem(atPath: lot.shard)
        held -= sizes[number]
      }
    }
  }

  private func stretches(of lot: ShardLot) -> [Range<Int>] {
    found[lot.shard].map { lot.stretches(of: $0.record.bytes, gap: Self.gap) } ?? []
  }

  /// Brings what is wanted of a shard, and holds it to the checksums that it was prepared with.
  private func fetch(_ lot: ShardLot) async throws {
    guard let shard = found[lot.shard] else { return }
    let stretches = stretches(of: lot)
    try FileManager.default.createDirectory(
      at: URL(filePath: lot.shard).deletingLastPathComponent(), withIntermediateDirectories: true)
    let file = try RegularFile(updating: lot.shard)
    do throws(CloudError) {
      try await shard.store.fetch(stretches, of: shard.object, at: shard.address, into: file)
    } catch {
      let isGone = error.status == 404 || error.status == 412
      throw isGone
        ? damaged(shard, "it was replaced or removed while it was read")
        : ReadAheadError.unread(shard: "\(shard.address)", error)
    }
    if stretches == [0..<shard.record.bytes] {
      guard try ContentHash.of(file: URL(filePath: lot.shard)) == shard.record.sha256 else {
        throw damaged(shard, "its SHA-256 is not the one in the manifest")
      }
    } else {
      for span in lot.spans {
        let bytes = try file.read(at: Int(clamping: span.offset), count: Int(span.length))
        guard Span.checksum(of: bytes) == span.checksum else { throw damaged(shard, "its images were changed") }
      }
    }
  }

  private func damaged(_ shard: Shard, _ reason: String) -> CorpusError {
    .damagedShards(file: "\(shard.address)", reason: reason)
  }
}
