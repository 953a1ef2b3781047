import Foundation

/// The identity of a real folder.
struct FolderKey: Hashable {
  let device: UInt64
  let number: UInt64

  init?(_ path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    (device, number) = (UInt64(info.st_dev), UInt64(info.st_ino))
  }
}
