import Foundation

/// A file below a folder.
struct LocalFile: Sendable, Hashable {
  /// Below the folder, with slashes.
  let name: String
  let stamp: FileStamp
}

/// The files below a folder, in the order of their names; this program's partial downloads are excluded.
enum LocalFiles {
  /// Folders inside folders, at most.
  private static let depth = 64

  /// Links are followed, each folder once. Throws `CloudError` of kind `usage` with the path.
  static func files(below folder: String) throws(CloudError) -> [LocalFile] {
    guard let stamp = FileStamp(path: folder) else { throw CloudError(.usage, "The folder \(folder) doesn't exist") }
    guard stamp.isFolder else { throw CloudError(.usage, "\(folder) is not a folder") }
    var files: [LocalFile] = []
    var seen: Set<[UInt64]> = []
    try add(folder, "", 0, &seen, &files)
    return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func add(
    _ path: String, _ prefix: String, _ level: Int, _ seen: inout Set<[UInt64]>, _ files: inout [LocalFile]
  ) throws(CloudError) {
    guard level < depth else { throw CloudError(.usage, "\(path) lies more than \(depth) folders deep") }
    if let stamp = FileStamp(path: path), !seen.insert([stamp.device, stamp.inode]).inserted { return }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw CloudError(.usage, "The folder \(path) can't be read")
    }
    for name in names where !PartFiles.isOne(name) {
      let place = path + "/" + name
      // Dangling links and files deleted meanwhile are skipped.
      guard let stamp = FileStamp(path: place) else { continue }
      if stamp.isFolder {
        try add(place, prefix + name + "/", level + 1, &seen, &files)
      } else if stamp.isRegular {
        files.append(LocalFile(name: prefix + name, stamp: stamp))
      }
    }
  }
}

/// Names that objects may have as files here.
enum SafeName {
  /// Whether a path below a folder stays there: no empty, `.` or `..` part, nothing that a file system refuses.
  static func isSafe(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 1024, name.utf8.allSatisfy({ $0 != 0 }) else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 && !PartFiles.isOne(String($0))
    }
  }
}
