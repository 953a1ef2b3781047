import Foundation

/// Files below a folder, as needed for writing and removing model folders.
enum FolderTree {
  /// Paths of all that isn't a folder, below `folder`, without following links.
  static func files(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { kind("\(folder)/\($0)") != S_IFDIR }
  }

  /// Removes the owner's own files, and the folders that are empty then. All else goes to the same path below `target`
  /// where nothing stands there, and otherwise stays where it is.
  static func clear(_ folder: String, of owner: FolderOwner, keepingOthersIn target: String?) {
    clear(folder, "", owner, target)
    rmdir(folder)
  }

  private static func clear(_ root: String, _ prefix: String, _ owner: FolderOwner, _ target: String?) {
    let here = prefix.isEmpty ? root : "\(root)/\(prefix)"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: here)) ?? [] {
      let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
      let place = "\(root)/\(path)"
      if kind(place) == S_IFDIR {
        if let target, kind("\(target)/\(path)") == nil,
          !files(below: place).contains(where: { owner.owns("\(path)/\($0)") })
        {
          rename(place, "\(target)/\(path)")
        } else {
          clear(root, path, owner, target)
          rmdir(place)
        }
      } else if owner.owns(path) {
        unlink(place)
      } else if let target, kind("\(target)/\(path)") == nil {
        rename(place, "\(target)/\(path)")
      }
    }
  }

  /// The type bits of what stands at a path, links not followed; nil where nothing does.
  private static func kind(_ path: String) -> mode_t? {
    var info = stat()
    return lstat(path, &info) == 0 ? info.st_mode & S_IFMT : nil
  }

  /// Makes a folder with those above it, and doesn't mind when it is there.
  static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Puts every file below a folder, and the folders themselves, on the disk.
  static func synchronize(_ folder: String) {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    for name in names { synchronize(folder: "\(folder)/\(name)") }
    synchronize(folder: folder)
  }

  /// Puts one file's bytes, or a folder's names, on the disk. A file system that can't is left to itself.
  static func synchronize(folder path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}
