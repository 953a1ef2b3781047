import Foundation
import SystemPackage

/// A file or folder that one process at a time holds; the system releases it when the process ends, however it ends.
package struct FileLock: ~Copyable, Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens a folder, which may be one without write permission, to be locked.
  package init(folder: String) throws(FileError) {
    let found = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard found >= 0 else { throw FileError(folder, "opened", Errno(rawValue: errno)) }
    (path, descriptor) = (folder, found)
  }

  deinit { close(descriptor) }

  /// Takes the lock, and returns false where another process holds it.
  ///
  /// Throws where the file system has no locks.
  package func tryLock() throws(FileError) -> Bool { try Self.tryLock(descriptor, path) }

  static func tryLock(_ descriptor: Int32, _ path: String) throws(FileError) -> Bool {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return false
      default: throw FileError(path, "locked", Errno(rawValue: errno))
      }
    }
    return true
  }
}

extension RegularFile {
  /// Locks the file until it is closed, and returns false where another process holds it.
  ///
  /// Throws where the file system has no locks.
  package func tryLock() throws(FileError) -> Bool { try FileLock.tryLock(rawDescriptor, path) }
}
