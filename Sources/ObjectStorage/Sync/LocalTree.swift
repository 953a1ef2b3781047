import Support
import Transport

/// A file below a folder.
struct LocalFile: Sendable {
  /// Below the folder, with slashes.
  let name: String
  let stamp: FileStamp

  var key: ByteName { ByteName(name) }
}

/// What is below a folder: files in the order of their names' bytes, and what is not a file or can't travel.
///
/// Half-fetched files of this program are neither.
struct LocalTree: Sendable {
  /// What a sync passes over, and why.
  struct LeftOut: Sendable {
    /// Below the folder; bytes that are not UTF-8 show as U+FFFD.
    let name: String
    let reason: String
  }

  var files: [LocalFile] = []
  var leftOut: [LeftOut] = []
  /// Folders, and what else is not a file, by their names; of those with a name in UTF-8.
  var others: [ByteName: FileKind] = [:]
}
