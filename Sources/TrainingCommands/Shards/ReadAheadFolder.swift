import Commands
import Foundation
import Support

/// A folder of one process for what it reads ahead; what killed processes left in theirs is removed when another one begins.
final class ReadAheadFolder: Sendable {
  let path: String
  private let lock: FileLock

  private static var all: String { Folders.cache.appending(path: "ahead").path }

  /// Throws `FileError`.
  static func make() async throws -> ReadAheadFolder {
    try await FolderLock.with(all) {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: all)) ?? [] {
        let old = "\(all)/\(name)"
        if try FileLock(folder: old).tryLock() { try? FileManager.default.removeItem(atPath: old) }
      }
      return try ReadAheadFolder("\(all)/\(UUID().uuidString)")
    }
  }

  private init(_ path: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    lock = try FileLock(folder: path)
    _ = try lock.tryLock()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
