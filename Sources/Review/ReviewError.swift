import Support

/// Why decisions can't be kept, applied or undone.
package enum ReviewError: Error, Hashable, Sendable {
  /// Another process reviews the same images.
  case busy(folder: String)
  /// A place of the review that can't be used.
  case unusable(path: String, reason: String)
  /// The journal is damaged in the middle, where no kill damages it.
  case damaged(file: String, line: Int)
  /// The journal holds decisions about other images.
  case otherData(file: String, expected: String, found: String)
  /// Something that this program did not write has a name that it needs.
  case foreign(path: String)
  /// `apply` or `undo` was killed and not run again.
  case unfinished(run: Int, isUndo: Bool)
  case nothingToApply
  case nothingToUndo
  /// Labels that are not folders' names.
  case notFolders(data: String)
  /// Decisions can't be written, and were not taken.
  case notKept(file: String, reason: String)
  /// A file can't be moved; those before it are where they should be.
  case notMoved(path: String, reason: String)
  /// A table that was changed since it was written.
  case changed(file: String)
  /// A class can't have this name.
  case badClass(String, reason: String)
}

extension ReviewError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .busy(let folder):
      "Another dogbreed review has \(folder) open; close that one first, with Ctrl-C in its window."
    case .unusable(let path, let reason):
      "\(path) can't be used for the review's journal (\(reason)); name another folder with --journal."
    case .damaged(let file, let line):
      "\(file) is damaged in line \(line), though what follows is whole; restore it from a copy, or move it away to begin again."
    case .otherData(let file, let expected, let found):
      "\(file) holds decisions about \(found), not about \(expected); name another folder with --journal."
    case .foreign(let path):
      "\(path) is there already, and this program did not write it; name another place with --out."
    case .unfinished(let run, let isUndo):
      isUndo
        ? "Undoing run \(run) was interrupted; finish it with `review undo`."
        : "Applying run \(run) was interrupted; finish it with `review apply`, or take it back with `review undo`."
    case .nothingToApply: "There is nothing to apply: no decision changes a label."
    case .nothingToUndo: "There is nothing to undo: nothing was applied, or all of it was undone."
    case .notFolders(let data):
      "The labels of \(data) are not the names of its folders, so files can't be moved to change them; use --to csv."
    case .notKept(let file, let reason):
      "The decision was not kept, because \(file) can't be written (\(reason)); make room, then decide again."
    case .notMoved(let path, let reason):
      "\(path) can't be moved (\(reason)); nothing is lost: make that possible, then run the same again."
    case .changed(let file): "\(file) was changed since it was written, so it stays; move it away if it isn't needed."
    case .badClass(let name, let reason): "A class can't be called “\(name)”: \(reason)."
    }
  }
}

extension ReviewError {
  init(_ error: FileError) { self = .unusable(path: error.path, reason: error.reason) }
}
