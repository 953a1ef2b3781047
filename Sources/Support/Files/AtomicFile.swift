import Foundation
import SystemPackage

/// Writes a file under a temporary name and renames it once it is complete and on the disk.
///
/// Readers see the old file or the new one, never a part. What isn't committed is removed.
package final class AtomicFile {
  /// Where the file goes.
  package let path: String
  private let file: RegularFile
  private let folder: FolderDescriptor
  private let name: String
  private let temporaryFolder: FolderDescriptor
  private let temporaryName: String
  private var isPending = true
  /// Bytes that were added so far.
  package private(set) var count = 0

  /// The end of a hidden name.
  static let suffix = ".dogbreed-new"

  /// Begins a file in an open folder, under a hidden name there.
  ///
  /// The hidden name is the same every time, so that what a killed run left is removed by the next; while a running
  /// program has it, another one is taken.
  package convenience init(
    _ name: String, in folder: FolderDescriptor, permissions: FilePermissions = .readableByAll
  ) throws(FileError) {
    try folder.check(name, "written")
    let hidden = ".\(name)\(Self.suffix)"
    if name.utf8.count <= 200, let file = try? Self.begin(hidden, in: folder, permissions) {
      try self.init(name, in: folder, by: hidden, in: folder, to: file)
    } else {
      try self.init(name, in: folder, by: ".\(UUID().uuidString)", in: folder, permissions)
    }
  }

  /// An empty file that nobody else has; what an earlier run left under its name is removed.
  private static func begin(
    _ hidden: String, in folder: FolderDescriptor, _ permissions: FilePermissions
  ) throws(FileError) -> RegularFile {
    let found = try folder.openPart(hidden, permissions: permissions)
    if found.size == 0 { return found }
    // Removed rather than cut off: its permissions were another's choice.
    try folder.remove(hidden)
    return try folder.openPart(hidden, permissions: permissions)
  }

  /// Begins a file; `temporary` is by default a hidden name of its own in the same folder.
  ///
  /// A given temporary name may hold what a killed process left there, which is removed.
  package convenience init(
    _ path: String, temporary: String? = nil, permissions: FilePermissions = .readableByAll
  ) throws(FileError) {
    let place = FolderDescriptor.split(path)
    let folder = try FolderDescriptor(place.folder)
    guard let temporary else {
      try self.init(place.name, in: folder, permissions: permissions)
      return
    }
    let other = FolderDescriptor.split(temporary)
    let otherFolder = try FolderDescriptor(other.folder)
    try otherFolder.remove(other.name)
    try self.init(place.name, in: folder, by: other.name, in: otherFolder, permissions)
  }

  private convenience init(
    _ name: String, in folder: FolderDescriptor, by temporaryName: String, in temporaryFolder: FolderDescriptor,
    _ permissions: FilePermissions
  ) throws(FileError) {
    try folder.check(name, "written")
    let file = try temporaryFolder.openNew(temporaryName, permissions: permissions)
    try self.init(name, in: folder, by: temporaryName, in: temporaryFolder, to: file)
  }

  private init(
    _ name: String, in folder: FolderDescriptor, by temporaryName: String, in temporaryFolder: FolderDescriptor,
    to file: RegularFile
  ) throws(FileError) {
    (path, self.name, self.folder) = (folder.path(of: name), name, folder)
    (self.temporaryName, self.temporaryFolder) = (temporaryName, temporaryFolder)
    self.file = file
  }

  deinit { discard() }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.append(bytes)
    try file.commit()
  }

  /// Adds the elements in their memory layout.
  package func append<Element: BitwiseCopyable>(_ elements: [Element]) throws(FileError) {
    try elements.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try file.append(bytes) }
    }.get()
    count += elements.count * MemoryLayout<Element>.stride
  }

  /// Renames the file to its own name; `isDurable` says whether bytes and name must survive a loss of power.
  package func commit(isDurable: Bool = true) throws(FileError) {
    if isDurable { try file.synchronize() }
    // Keeps its lock until it has its name: or another writer took it for what a killed run left.
    let lock = dup(file.rawDescriptor)
    defer { if lock >= 0 { close(lock) } }
    try file.close()
    try temporaryFolder.rename(temporaryName, to: name, in: folder)
    isPending = false
    if isDurable { try folder.synchronize() }
  }

  /// Removes what was written so far; the name is left as it was.
  package func discard() {
    guard isPending else { return }
    isPending = false
    // In this order: once it is closed, another writer may have the name.
    try? temporaryFolder.remove(temporaryName)
    try? file.close()
  }
}
