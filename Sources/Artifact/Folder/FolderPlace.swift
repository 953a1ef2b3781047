import Foundation
import Support

/// A path where a folder is to be written, with its links resolved.
struct FolderPlace {
  let path: String

  /// Resolves links, so that a linked folder is written in its real location.
  ///
  /// Throws `ArtifactError.unwritable` for a link that leads in circles.
  init(_ named: String) throws(ArtifactError) {
    var path = URL(filePath: named.isEmpty ? "." : named).standardizedFileURL.path
    if path.count > 1, path.hasSuffix("/") { path.removeLast() }
    for _ in 0..<40 {
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        self.path = path
        return
      }
      let above = (path as NSString).deletingLastPathComponent
      path = URL(filePath: target.hasPrefix("/") ? target : "\(above)/\(target)").standardizedFileURL.path
    }
    throw .unwritable(folder: named, reason: SystemReason.of(ELOOP))
  }

  private var above: String { (path as NSString).deletingLastPathComponent }
  private var name: String { (path as NSString).lastPathComponent }

  /// Throws `ArtifactError.occupied` unless nothing is there, an empty folder, or one that the owner wrote.
  func require(_ owner: FolderOwner) throws(ArtifactError) {
    var info = stat()
    guard lstat(path, &info) == 0 else {
      if errno == ENOENT { return }
      throw .unwritable(folder: path, reason: SystemReason.last)
    }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      throw .occupied(folder: path, reason: "it is a file", writes: owner.noun)
    }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .unwritable(folder: path, reason: SystemReason.of(error))
    }
    let others = names.filter { !Self.isTemporary($0) }
    if others.isEmpty || owner.recognises(path) { return }
    let shown = others.sorted().prefix(3).joined(separator: ", ")
    let more = others.count > 3 ? " and \(others.count - 3) more" : ""
    throw .occupied(folder: path, reason: "it holds \(shown)\(more)", writes: owner.noun)
  }

  /// A new empty folder next to the place, or in it where the place can't be exchanged. Returns its path.
  ///
  /// Throws `ArtifactError.unwritable`.
  func makeTemporary(_ owner: FolderOwner) throws(ArtifactError) -> String {
    let mark = "dogbreed-" + UUID().uuidString.prefix(8)
    do {
      if !isFixed {
        try FileManager.default.createDirectory(atPath: above, withIntermediateDirectories: true)
        let temporary = "\(above)/.\(name).\(mark)"
        if mkdir(temporary, 0o777) == 0 { return temporary }
        // The folder itself may be writable where the one above isn't.
        guard FileManager.default.fileExists(atPath: path) else {
          throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
      }
      let temporary = "\(path)/.\(mark)"
      guard mkdir(temporary, 0o777) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
      return temporary
    } catch {
      throw .unwritable(folder: path, reason: SystemReason.of(error))
    }
  }

  /// Whether the temporary folder stands next to the place, and so can take its place in one step.
  func isReplacedAsAWhole(_ temporary: String) -> Bool { (temporary as NSString).deletingLastPathComponent == above }

  /// Whether the place is a mount or the working directory: another folder can't take its place.
  private var isFixed: Bool {
    var (here, parent, working) = (stat(), stat(), stat())
    guard stat(path, &here) == 0 else { return false }
    if stat(above, &parent) == 0, parent.st_dev != here.st_dev { return true }
    return stat(".", &working) == 0 && working.st_dev == here.st_dev && working.st_ino == here.st_ino
  }

  private static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".dogbreed-") && name.utf8.count == 18 }

  /// Removes what runs that were killed left next to the place, if it is the owner's and nobody is writing it.
  func removeLeftovers(of owner: FolderOwner) {
    let beginning = ".\(name).dogbreed-"
    let next = ((try? FileManager.default.contentsOfDirectory(atPath: above)) ?? []).filter {
      $0.hasPrefix(beginning) && $0.utf8.count == beginning.utf8.count + 8
    }.map { "\(above)/\($0)" }
    let inside = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter(Self.isTemporary).map {
      "\(path)/\($0)"
    }
    for folder in next + inside {
      let lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { continue }
      FolderTree.clear(folder, of: owner, keepingOthersIn: nil)
    }
  }
}
