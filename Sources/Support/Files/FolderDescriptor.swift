import CFileSystem
import Foundation
import SystemPackage

/// An open folder, in which everything is reached by a single name and no symbolic link is ever followed.
///
/// Replacing a folder or a file by a link meanwhile can't redirect what is written, renamed or removed
/// here to another place.
package final class FolderDescriptor: Sendable {
  /// Where it was opened, for messages.
  package let path: String
  let descriptor: Int32

  init(_ path: String, owning descriptor: Int32) {
    (self.path, self.descriptor) = (path, descriptor)
  }

  /// Opens a folder by its path, in which links are followed: the caller answers for the path.
  package convenience init(_ path: String) throws(FileError) {
    let found = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard found >= 0 else { throw FileError(path, "opened", Errno(rawValue: errno)) }
    self.init(path, owning: found)
  }

  /// Opens a folder by its path, and makes it, with those above it, where there is none.
  package convenience init(making path: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: path, action: "made", reason: SystemReason.of(error))
    }
    try self.init(path)
  }

  deinit { close(descriptor) }

  /// Returns a path's folder, `.` where none is named, and the last name in it, which follows the last slash.
  package static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: 47) else { return (".", path) }
    let name = String(decoding: path.utf8[path.utf8.index(after: slash)...], as: UTF8.self)
    return (slash == path.utf8.startIndex ? "/" : String(decoding: path.utf8[..<slash], as: UTF8.self), name)
  }

  /// The path of a name in the folder, for messages.
  package func path(of name: String) -> String { path.endsBytewise(with: "/") ? path + name : path + "/" + name }

  func failure(_ name: String, _ action: String, _ code: Int32 = errno) -> FileError {
    FileError(path(of: name), action, Errno(rawValue: code))
  }

  /// Throws for what is more than one name: an empty text, `.`, `..`, and whatever holds a slash or a zero byte.
  func check(_ name: String, _ action: String) throws(FileError) {
    let isName = !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == 47 || $0 == 0 }
    guard isName else { throw FileError(path: path(of: name), action: action, reason: "it is not a name") }
  }

  /// What stands under a name, a link itself rather than its target; nil where there is nothing.
  package func status(of name: String) throws(FileError) -> stat? {
    try check(name, "looked at")
    var info = stat()
    if fstatat(descriptor, name, &info, AT_SYMLINK_NOFOLLOW) == 0 { return info }
    if errno == ENOENT { return nil }
    throw failure(name, "looked at")
  }

  /// Opens a folder in this one; nil where there is nothing.
  ///
  /// Throws for a link, whatever it leads to.
  package func folder(_ name: String) throws(FileError) -> FolderDescriptor? {
    try check(name, "opened")
    let found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if found >= 0 { return FolderDescriptor(path(of: name), owning: found) }
    let code = errno
    // Not looked at again: somebody may make it this moment.
    guard code != ENOENT, let info = try status(of: name) else { return nil }
    let kind = FileKind(info)
    if kind == .folder { throw failure(name, "opened", code) }
    throw FileError(path: path(of: name), action: "opened", reason: "it is \(kind.words), not a folder")
  }

  /// Opens a folder in this one, and makes it where there is none.
  package func makeFolder(_ name: String) throws(FileError) -> FolderDescriptor {
    for _ in 0..<8 {
      if let found = try folder(name) { return found }
      guard mkdirat(descriptor, name, 0o777) == 0 || errno == EEXIST else { throw failure(name, "made") }
    }
    throw FileError(path: path(of: name), action: "made", reason: "it keeps appearing and disappearing")
  }

  /// Opens a regular file for reading without waiting for anybody.
  package func openToRead(_ name: String) throws(FileError) -> RegularFile {
    try check(name, "opened")
    let found = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard found >= 0 else { throw failure(name, "opened") }
    return try RegularFile(owning: found, path: path(of: name))
  }

  /// Makes a new file for reading and writing; whatever is there already, a link too, is refused.
  package func openNew(
    _ name: String, permissions: FilePermissions = .readableByAll
  ) throws(FileError) -> RegularFile {
    try RegularFile(owning: makeNew(name, permissions), path: path(of: name))
  }

  func makeNew(_ name: String, _ permissions: FilePermissions) throws(FileError) -> Int32 {
    try check(name, "made")
    let found = openat(descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions.rawValue)
    guard found >= 0 else { throw failure(name, "made") }
    return found
  }

  /// Renames something in this folder, here or into another one; what had the new name is replaced, a link
  /// as a link.
  package func rename(_ name: String, to other: String, in folder: FolderDescriptor? = nil) throws(FileError) {
    let folder = folder ?? self
    try check(name, "renamed")
    try folder.check(other, "written")
    guard renameat(descriptor, name, folder.descriptor, other) == 0 else { throw folder.failure(other, "written") }
  }

  /// Removes a file or a link, never a folder; it may be gone already.
  package func remove(_ name: String) throws(FileError) {
    try check(name, "deleted")
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw failure(name, "deleted") }
  }

  /// Puts the folder's names on the disk itself.
  package func synchronize() throws(FileError) {
    // File systems without such a call keep names safe by other means, or not at all.
    if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS {
      throw FileError(path, "written", Errno(rawValue: errno))
    }
  }

  /// Puts all files that were written to the folder's file system, and their names, on the disk itself: in one call for
  /// any number of files.
  package func synchronizeFileSystem() throws(FileError) {
    let code = cfs_synchronize(descriptor)
    if code != 0, code != ENOSYS { throw FileError(path, "written", Errno(rawValue: code)) }
  }
}
