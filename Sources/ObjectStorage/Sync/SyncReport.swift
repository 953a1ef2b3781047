import Support
import Transport

/// What was done; its JSON keys are part of the program's interface.
package struct SyncReport: Sendable, Encodable, Equatable {
  /// A file that was left out, and why.
  package struct Note: Sendable, Encodable, Equatable {
    /// Its name below the folder; bytes that are not UTF-8 show as U+FFFD.
    package let name: String
    /// A clause without its end, such as `it is a named pipe`.
    package let reason: String
  }

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
  /// Files that only the destination had, those that were deleted too, also where nothing is deleted.
  package var extra = 0
  /// The first of those, in the order of their bytes; all of them where nothing was really done.
  package var extraNames: [String] = []
  /// What should have travelled or been deleted and was not.
  package var leftOut = 0
  /// The first of what was left out.
  package var notes: [Note] = []

  /// The most names that are reported of a kind.
  static let told = 10

  package init() {}

  mutating func note(_ leftOut: [LocalTree.LeftOut]) {
    self.leftOut += leftOut.count
    notes += leftOut.prefix(max(0, Self.told - notes.count)).map { Note(name: $0.name, reason: $0.reason) }
  }

  mutating func note(extra names: [ByteName], isDry: Bool) {
    extra = names.count
    extraNames = names.sorted().prefix(isDry ? .max : Self.told).map(\.text)
  }
}
