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
  /// Hears a file's name and what it is: false leaves it alone, without counting it as missing. Nil sends every file.
  package var sends: (@Sendable (String, FileStamp) -> Bool)?
  /// Which of the files that only the destination has `deletes` may delete; nil is all of them.
  package var deletable: (@Sendable (String) -> Bool)?
  /// Called with the progress.
  package var progress: @Sendable (SyncProgress) -> Void = { _ in }

  package init() {}

  func takes(_ name: String) -> Bool { !(excludesHidden && ("/" + name).contains("/.")) }

  func isLast(_ name: String) -> Bool { lastSuffix.map { name.hasSuffix($0) } ?? false }
}

/// How far it is.
package struct SyncProgress: Sendable {
  /// Bytes to transfer.
  package let total: Int
  /// Bytes transferred so far.
  package let done: Int

  package init(total: Int, done: Int) {
    self.total = total
    self.done = done
  }
}

/// What was done; its JSON keys are part of the program's interface.
package struct SyncReport: Sendable, Encodable, Equatable {
  /// Files that are on both sides now.
  package var files = 0
  /// Files that were already the same.
  package var unchanged = 0
  /// Files transferred.
  package var transferred = 0
  /// Bytes transferred.
  package var bytes = 0
  /// Files that only the destination had, and that are gone now.
  package var deleted = 0

  package init() {}
}
