import Foundation

/// What stands under a name in a folder.
package enum FileKind: String, Hashable, Sendable {
  case regular, folder, link, pipe, socket, device

  /// The kind according to the file's status.
  package init(_ info: stat) {
    self =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
  }

  /// With its article, as a sentence takes it.
  package var words: String {
    switch self {
    case .regular: "a file"
    case .folder: "a folder"
    case .link: "a symbolic link"
    case .pipe: "a named pipe"
    case .socket: "a socket"
    case .device: "a device"
    }
  }
}
