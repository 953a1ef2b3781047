import Foundation
import Support
import Synchronization
import Transport

/// The folder that a sync writes to, opened once: everything below it is reached without following a link.
final class SyncFolder: Sendable {
  let root: FolderDescriptor
  /// Folders below that got names since the last `synchronize`.
  private let touched = Mutex<Set<ByteName>>([])

  init(_ root: FolderDescriptor) { self.root = root }

  /// The folder that a file is in, and its name there; nil where the folder is not there and is not to be made.
  func place(of name: String, makes: Bool) throws(CloudError) -> (folder: FolderDescriptor, name: String)? {
    do {
      return try found(name, makes: makes)
    } catch {
      throw CloudError(error)
    }
  }

  private func found(_ name: String, makes: Bool) throws(FileError) -> (folder: FolderDescriptor, name: String)? {
    var parts = name.pathComponents
    let last = parts.removeLast()
    var folder = root
    for part in parts {
      guard let next = makes ? try folder.makeFolder(part) : try folder.folder(part) else { return nil }
      folder = next
    }
    if makes { touched.withLock { _ = $0.insert(ByteName(parts.joined(separator: "/"))) } }
    return (folder, last)
  }

  /// Opens a file for reading.
  func open(_ name: String) throws(FileError) -> RegularFile {
    guard let place = try found(name, makes: false) else {
      throw FileError(path: root.path(of: name), action: "opened", reason: "its folder is gone")
    }
    return try place.folder.openToRead(place.name)
  }

  /// Removes a file or a link, as a name.
  func remove(_ name: String) throws(CloudError) {
    guard let place = try place(of: name, makes: false) else { return }
    do {
      try place.folder.remove(place.name)
    } catch {
      throw CloudError(error)
    }
  }

  /// Puts the names of what was written on the disk itself, those of new folders, too.
  func synchronize() throws(CloudError) {
    let names = touched.withLock { touched in
      defer { touched = [] }
      return touched
    }
    var all: Set<ByteName> = []
    for name in names where !name.text.isEmpty {
      let parts = name.text.pathComponents
      for count in 1...parts.count { all.insert(ByteName(parts[..<count].joined(separator: "/"))) }
    }
    do throws(FileError) {
      for name in all {
        var folder: FolderDescriptor? = root
        for part in name.text.pathComponents { folder = try folder?.folder(part) }
        try folder?.synchronize()
      }
      if !names.isEmpty { try root.synchronize() }
    } catch {
      throw CloudError(error)
    }
  }
}
