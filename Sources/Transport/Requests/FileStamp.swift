import Foundation

/// Identifies a file's version: device, inode, size and time of its last change.
package struct FileStamp: Sendable, Hashable, Codable {
  /// The file system's number.
  package let device: UInt64
  /// The file's number in its file system.
  package let inode: UInt64
  /// Bytes of the file.
  package let size: Int
  /// Nanoseconds since 1970.
  package let modified: Int64
  /// Whether it is a regular file.
  package let isRegular: Bool
  /// Whether it is a folder.
  package let isFolder: Bool

  /// Of a regular file, from what was kept of it.
  package init(device: UInt64, inode: UInt64, size: Int, modified: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    isRegular = true
    isFolder = false
  }

  /// Reads what the system says of a file.
  package init(_ info: stat) {
    device = UInt64(truncatingIfNeeded: info.st_dev)
    inode = UInt64(info.st_ino)
    size = Int(info.st_size)
    #if canImport(Darwin)
      let time = info.st_mtimespec
    #else
      let time = info.st_mtim
    #endif
    modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    isRegular = (info.st_mode & S_IFMT) == S_IFREG
    isFolder = (info.st_mode & S_IFMT) == S_IFDIR
  }

  /// Of a path, links followed; nil where there is nothing.
  package init?(path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    self.init(info)
  }
}
