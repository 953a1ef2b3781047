import Foundation
import SystemPackage

extension FolderDescriptor {
  /// Opens the unfinished file of an earlier run for reading and writing, or makes it; no other process writes it while it is
  /// open.
  ///
  /// What can't be of an earlier run is removed, as a name, and made again: a link, a named pipe, a device, a file that
  /// has other names, too, or another owner.
  ///
  /// Throws where another process writes the file.
  package func openPart(
    _ name: String, permissions: FilePermissions = .readableByAll
  ) throws(FileError) -> RegularFile {
    for _ in 0..<8 {
      let found: Int32
      if let own = try ownPart(name) { found = own } else { found = try makeNew(name, permissions) }
      // A file system without locks allows two writers, as it always did.
      let isOurs = (try? FileLock.tryLock(found, path(of: name))) ?? true
      var info = stat()
      // It may have been finished and renamed between its opening and its locking.
      if isOurs, fstat(found, &info) == 0, let now = try? status(of: name), now.st_ino == info.st_ino,
        now.st_dev == info.st_dev
      {
        return try RegularFile(owning: found, path: path(of: name))
      }
      close(found)
      if !isOurs {
        throw FileError(path: path(of: name), action: "written", reason: "another program is writing it")
      }
    }
    throw FileError(path: path(of: name), action: "written", reason: "it keeps appearing and disappearing")
  }

  /// Opens a part that this user's programs alone can have written; nil, with the name free, where there is none.
  private func ownPart(_ name: String) throws(FileError) -> Int32? {
    guard let info = try status(of: name) else { return nil }
    if Self.isOwn(info) {
      let found = openat(descriptor, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      var opened = stat()
      if found >= 0, fstat(found, &opened) == 0, Self.isOwn(opened) { return found }
      if found >= 0 { close(found) }
    }
    try remove(name)
    return nil
  }

  private static func isOwn(_ info: stat) -> Bool {
    FileKind(info) == .regular && info.st_nlink == 1 && info.st_uid == geteuid()
  }
}
