import Corpus
import Foundation
import GoogleCloud
import ObjectStorage
import Shards

/// The folder on this machine that shards are prepared in: the one that was named, or a URL's copy, which is stored once
/// it is complete.
///
/// One process at a time prepares for a URL, and continues with what an earlier, stopped one left in the copy.
struct PreparationPlace {
  private let named: String
  private let address: StorageAddress?
  let path: String

  /// Throws `CloudError` of kind `usage` for an invalid URL.
  init(_ named: String) throws {
    self.named = named
    address = Remote.isAddress(named) ? try StorageAddress(named) : nil
    path = address.map(Remote.place) ?? named
  }

  /// Runs a preparation in the folder, and stores its files.
  ///
  /// - Parameter prepare: May be called a second time, on an empty folder.
  func with(_ progress: ConsoleProgress, _ prepare: () async throws -> PreparedShards) async throws -> PreparedShards {
    guard let address else { return try await prepare() }
    return try await FolderLock.with(path + ".preparing", orThrow: ShardError.busy(folder: named)) {
      let isStored = try await Remote.with(progress) { remote in
        guard try await remote.holdsAnything(address) else { return false }
        try await remote.fetch(address, to: path, keepsOthers: isUnfinished)
        return true
      }
      let prepared: PreparedShards
      do {
        prepared = try await prepare()
      } catch ShardError.preparedOtherwise where !isStored {
        // A copy of what no longer exists there, or was never stored.
        try FileManager.default.removeItem(atPath: path)
        prepared = try await prepare()
      } catch ShardError.preparedOtherwise(_, let difference) {
        throw ShardError.preparedOtherwise(folder: named, difference: difference)
      } catch ShardError.occupied {
        throw ShardError.occupied(folder: named)
      }
      let files = Set(prepared.manifest.shards.flatMap { [$0.file, $0.index] } + [ShardManifest.fileName])
      try await Remote.with(progress) { remote in
        try await remote.store(path, to: address, sends: { name, _ in files.contains(name) })
      }
      return prepared
    }
  }

  private var isUnfinished: Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(ShardManifest.workFolder)")
  }
}
