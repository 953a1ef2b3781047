import Support

/// Limits for unpacking an archive.
package struct UnpackLimits: Hashable, Sendable {
  /// Entries, 5 million by default.
  package var entries: Int
  /// Bytes of all files, 1 TiB by default.
  package var bytes: Int
  /// Bytes of one file, 1 GiB by default.
  package var file: Int
  /// Folders, 100,000 by default: one name of an archive can make many.
  package var folders: Int

  package init(entries: Int = 5_000_000, bytes: Int = 1 << 40, file: Int = 1 << 30, folders: Int = 100_000) {
    self.folders = folders
    self.entries = entries
    self.bytes = bytes
    self.file = file
  }
}
