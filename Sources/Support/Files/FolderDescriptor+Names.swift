import Foundation
import SystemPackage

extension FolderDescriptor {
  /// Returns the bytes of all names in the folder but `.` and `..`, in no order.
  package func names() throws(FileError) -> [[UInt8]] {
    // Of its own, since a directory stream moves the place in the folder that all copies of a descriptor share.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0, let stream = fdopendir(own) else {
      let code = errno
      if own >= 0 { close(own) }
      throw FileError(path, "read", Errno(rawValue: code))
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    let place = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      // The name is longer than what the structure declares.
      let start = UnsafeRawPointer(entry).advanced(by: place)
      let name = Array(UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self))))
      if name != [46], name != [46, 46] { names.append(name) }
    }
    guard errno == 0 else { throw FileError(path, "read", Errno(rawValue: errno)) }
    return names
  }

  /// What a name leads to, links followed; nil where there is nothing.
  package func target(of name: String) throws(FileError) -> stat? {
    try check(name, "looked at")
    var info = stat()
    if fstatat(descriptor, name, &info, 0) == 0 { return info }
    // A link to itself leads nowhere.
    if errno == ENOENT || errno == ELOOP || errno == ENOTDIR { return nil }
    throw failure(name, "looked at")
  }

  /// Opens a folder that a name leads to, links followed: for reading alone.
  package func linkedFolder(_ name: String) throws(FileError) -> FolderDescriptor {
    try check(name, "opened")
    let found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard found >= 0 else { throw failure(name, "opened") }
    return FolderDescriptor(path(of: name), owning: found)
  }
}

extension FolderDescriptor {
  /// Returns device and inode, which are the same for every way to the folder.
  package func identity() throws(FileError) -> [UInt64] {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileError(path, "looked at", Errno(rawValue: errno)) }
    return [UInt64(truncatingIfNeeded: info.st_dev), UInt64(info.st_ino)]
  }
}
