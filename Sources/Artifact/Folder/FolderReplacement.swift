import CFileSystem
import Foundation
import Support

/// Writes a folder under a temporary name and puts it in its place in one step, so that a kill at any moment leaves
/// either the old folder or the new one.
///
/// A place is written only when it is absent, empty, or what its owner wrote before; of that only the owner's own files
/// are replaced, and whatever else is there stays.
package struct FolderReplacement {
  private let place: FolderPlace
  private let owner: FolderOwner

  /// Looks at the place and proves that it can be written; nothing is left behind.
  ///
  /// Throws `ArtifactError.occupied` for a file or a folder of somebody else's, `ArtifactError.unwritable` for what the
  /// file system refuses.
  package init(of place: URL, by owner: FolderOwner) throws(ArtifactError) {
    self.place = try FolderPlace(place.path)
    self.owner = owner
    try self.place.require(owner)
    rmdir(try self.place.makeTemporary(owner))
  }

  /// Checks the place, runs `fill` on the temporary folder, then moves it to `place`; on any error the temporary folder
  /// is removed.
  ///
  /// Throws `ArtifactError`, and what `fill` throws.
  package static func write(
    to place: URL, by owner: FolderOwner, _ fill: (URL) async throws -> Void
  ) async throws {
    try await FolderReplacement(of: place, by: owner).write(fill)
  }

  /// Fills a new folder by `fill`, and puts it in the old one's place once it is complete.
  package func write(_ fill: (URL) async throws -> Void) async throws {
    place.removeLeftovers(of: owner)
    let temporary = try place.makeTemporary(owner)
    let lock = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if lock >= 0 { flock(lock, LOCK_EX | LOCK_NB) }
    defer { if lock >= 0 { close(lock) } }
    do {
      try await fill(URL(filePath: temporary, directoryHint: .isDirectory))
      FolderTree.synchronize(temporary)
      // Somebody may have put something there while the folder was filled.
      try place.require(owner)
      if place.isReplacedAsAWhole(temporary) {
        try exchange(temporary)
      } else {
        try moveFiles(from: temporary)
      }
      FolderTree.synchronize(folder: (place.path as NSString).deletingLastPathComponent)
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      if error is any CustomStringConvertible & LocalizedError { throw error }
      if (error as NSError).domain == NSCocoaErrorDomain || error is POSIXError {
        throw ArtifactError.unwritable(folder: place.path, reason: SystemReason.of(error))
      }
      throw error
    }
  }

  /// Renames where nothing is; exchanges with what exists and then clears the old folder away.
  ///
  /// Another process may create or remove the folder in between: then the other way is tried.
  private func exchange(_ temporary: String) throws {
    var failure = EEXIST
    for _ in 0..<16 {
      if rename(temporary, place.path) == 0 { return }
      failure = errno
      guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(failure) else { break }
      failure = cfs_exchange(temporary, place.path)
      if failure == 0 { return FolderTree.clear(temporary, of: owner, keepingOthersIn: place.path) }
      guard failure == ENOENT else { break }
    }
    if [EBUSY, EXDEV, EINVAL, ENOSYS, EPERM, EACCES].contains(failure) { return try moveFiles(from: temporary) }
    throw POSIXError(.init(rawValue: failure) ?? .EIO)
  }

  /// File by file, for a folder that can't be exchanged (a mount, or somebody's working directory). What makes the
  /// folder count, its description, goes first and comes last.
  private func moveFiles(from temporary: String) throws {
    let last = ModelFolder.descriptionFile
    try FolderTree.makeFolder(place.path)
    let new = FolderTree.files(below: temporary)
    let old = FolderTree.files(below: place.path).filter { owner.owns($0) && !$0.hasPrefix(".") }
    if old.contains(last) { unlink("\(place.path)/\(last)") }
    for name in new.filter({ $0 != last }) + new.filter({ $0 == last }) {
      let target = "\(place.path)/\(name)"
      try FolderTree.makeFolder((target as NSString).deletingLastPathComponent)
      guard rename("\(temporary)/\(name)", target) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }
    for name in Set(old).subtracting(new) { unlink("\(place.path)/\(name)") }
    try FileManager.default.removeItem(atPath: temporary)
    FolderTree.synchronize(folder: place.path)
  }
}
