import Foundation

/// Writes a file under a temporary name and renames it when it is whole and on the disk.
///
/// Readers see the old file or the new one, never a part. What isn't committed is removed.
package final class AtomicFile {
  /// Where the file goes.
  package let path: String
  private let file: RegularFile
  private var isPending = true

  /// Begins a file; `temporary` is by default a hidden name of its own in the same folder.
  ///
  /// A given temporary name may hold what a killed process left there, which is removed.
  package init(_ path: String, temporary: String? = nil) throws(FileError) {
    self.path = path
    let place = URL(filePath: path)
    let hidden = place.deletingLastPathComponent().appending(path: ".\(place.lastPathComponent).\(UUID().uuidString)")
    if let temporary { unlink(temporary) }
    file = try RegularFile(making: temporary ?? hidden.path)
  }

  deinit { discard() }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.append(bytes)
    try file.commit()
  }

  /// Adds the elements as they lie in memory.
  package func append<Element: BitwiseCopyable>(_ elements: [Element]) throws(FileError) {
    try elements.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try file.append(bytes) }
    }.get()
  }

  /// Returns the file its name; `isDurable` says whether bytes and name must survive a loss of power.
  package func commit(isDurable: Bool = true) throws(FileError) {
    if isDurable { try file.synchronize() }
    try file.close()
    guard rename(file.path, path) == 0 else {
      throw FileError(path: path, action: "written", reason: String(cString: strerror(errno)))
    }
    isPending = false
    if isDurable { Self.synchronizeFolder(of: path) }
  }

  /// Removes what was written so far; the name is left as it was.
  package func discard() {
    guard isPending else { return }
    isPending = false
    try? file.close()
    unlink(file.path)
  }

  /// The new name itself must survive a crash, too.
  private static func synchronizeFolder(of path: String) {
    let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
