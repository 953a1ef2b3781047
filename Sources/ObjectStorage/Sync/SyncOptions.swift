import Support
import Transport

/// How two folders are synchronised.
package struct SyncOptions: Sendable {
  /// Whether what only the destination has is deleted.
  package var deletes = false
  /// Only reports what would be done.
  package var isDry = false
  /// Whether files whose names begin with a dot are left out, on both sides.
  package var excludesHidden = false
  /// Files with this suffix are transferred after all others: they make the rest count as complete.
  package var lastSuffix: String?
  /// Hears a local file's name and what it is: false leaves it alone, neither compared nor sent, and what the
  /// destination has of that name stays. Nil sends every file.
  package var sends: (@Sendable (String, FileStamp) -> Bool)?
  /// Which of the files that only the destination has `deletes` may delete; nil is all of them.
  package var deletable: (@Sendable (String) -> Bool)?
  /// Called with the progress.
  package var progress: @Sendable (SyncProgress) -> Void = { _ in }

  package init() {}

  func takes(_ name: String) -> Bool { !(excludesHidden && name.pathComponents.contains { $0.utf8.first == 46 }) }

  func isLast(_ name: String) -> Bool { lastSuffix.map { name.endsBytewise(with: $0) } ?? false }
}
