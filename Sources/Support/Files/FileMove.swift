import CFileSystem
import Foundation
import SystemPackage

/// Moves a file to a place that nothing has, so that a kill at any moment leaves it at one of the two, or whole at both.
package enum FileMove {
  package enum Outcome: Hashable, Sendable {
    /// It is there now, or was already.
    case moved
    /// Something else stands where it should go; it stays.
    case occupied
    /// It is at neither place.
    case missing
  }

  /// Moves it, and finishes what a killed run began.
  ///
  /// The folder of the new place must be there. Throws `FileError` for what the file system refuses.
  package static func move(_ from: String, to target: String) throws(FileError) -> Outcome {
    switch (status(from), status(target)) {
    case (nil, nil): return .missing
    case (nil, _?): return .moved
    case (let old?, let new?):
      // A link in the place of a rename, of which only the old name is left to remove.
      let isLink = old.st_ino == new.st_ino && old.st_dev == new.st_dev && from != target
      // On another file system it was copied, and the old one is left to remove.
      let isCopy = old.st_dev != new.st_dev && areEqual(from, target)
      guard isLink || isCopy else { return .occupied }
      try remove(from)
      return .moved
    case (_?, nil): return try rename(from, to: target)
    }
  }

  private static func rename(_ from: String, to target: String) throws(FileError) -> Outcome {
    switch cfs_rename_new(from, target) {
    case 0: return .moved
    case EEXIST: return .occupied
    case ENOENT where status(from) == nil: return .missing
    case EXDEV: return try copy(from, to: target)
    case ENOSYS, EINVAL:
      guard link(from, target) == 0 else {
        if errno == EEXIST { return .occupied }
        if errno == EPERM || errno == ENOTSUP || errno == EMLINK { return try copy(from, to: target) }
        throw FileError(target, "written", Errno(rawValue: errno))
      }
      try remove(from)
      return .moved
    case let code: throw FileError(target, "written", Errno(rawValue: code))
    }
  }

  /// To another file system: whole and on the disk there, before the old one goes.
  private static func copy(_ from: String, to target: String) throws(FileError) -> Outcome {
    let source = try RegularFile(reading: from)
    let place = FolderDescriptor.split(target)
    let folder = try FolderDescriptor(place.folder)
    guard try folder.status(of: place.name) == nil else { return .occupied }
    let new = try AtomicFile(place.name, in: folder)
    while true {
      let piece = try source.read(at: new.count, count: 1 << 20)
      if piece.isEmpty { break }
      try new.append(piece)
    }
    try new.commit()
    try remove(from)
    return .moved
  }

  private static func areEqual(_ one: String, _ other: String) -> Bool {
    guard let first = try? ContentHash.of(file: URL(filePath: one)) else { return false }
    return (try? ContentHash.of(file: URL(filePath: other))) == first
  }

  private static func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileError(path, "deleted", Errno(rawValue: errno)) }
  }

  private static func status(_ path: String) -> stat? {
    var info = stat()
    return lstat(path, &info) == 0 ? info : nil
  }
}
