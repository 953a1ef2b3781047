import Corpus
import Foundation
import Support

/// The folder with a review's own files, held by one process at a time: the journal, the plans of runs, the bin.
package final class ReviewFolder {
  /// The data folder's absolute path, without links.
  package let data: String
  /// The folder's own absolute path.
  package let path: String
  /// What the decisions come to.
  package private(set) var state: ReviewState
  let journal: Journal
  private let locks: [FileLockBox]

  /// A lock that an object holds.
  private final class FileLockBox {
    private let lock: FileLock
    init(_ lock: consuming FileLock) { self.lock = lock }
  }

  static let journalFile = "journal.jsonl"
  private static let aboutFile = "about.txt"
  private static let about = """
    Written by dogbreed review. journal.jsonl holds the decisions, one line each; run-*.json say what was moved where, so that
    it can be undone; bin holds deleted images.

    """

  /// The folder of a review: the named one, or the hidden one in the data folder.
  package static func place(named: String?, data: String) -> String {
    named ?? "\(data)/\(ReviewPlace.folderName)"
  }

  /// Opens the review of a data folder, and begins it where there is none.
  ///
  /// - Parameters:
  ///   - data: The data folder, by its absolute path without links.
  ///   - named: The folder for the journal; nil for the usual one.
  /// - Throws: `ReviewError`.
  package init(data: String, named: String?) throws(ReviewError) {
    self.data = data
    path = Self.place(named: named, data: data)
    // Both: two journals of one data folder would know nothing of each other.
    var locks = [try Self.lock(data, data: data)]
    do throws(FileError) {
      let folder = try FolderDescriptor(making: path)
      let names = try folder.names().map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix(".") }
      let isOurs = names.isEmpty || names.contains(Self.journalFile) || names.contains(Self.aboutFile)
      guard isOurs else {
        throw FileError(path: path, action: "used", reason: "it holds other files")
      }
      if !names.contains(Self.aboutFile) {
        try AtomicFile.write(Array(Self.about.utf8), to: folder.path(of: Self.aboutFile))
      }
    } catch {
      throw ReviewError(error)
    }
    locks.append(try Self.lock(path, data: data))
    self.locks = locks
    let opened = try Journal.open("\(path)/\(Self.journalFile)", data: data, isMovable: named == nil)
    journal = opened.journal
    state = ReviewState(opened.entries)
  }

  private static func lock(_ folder: String, data: String) throws(ReviewError) -> FileLockBox {
    do throws(FileError) {
      let lock = try FileLock(folder: folder)
      let isOurs = (try? lock.tryLock()) ?? true
      guard isOurs else { throw FileError(path: folder, action: "locked", reason: "") }
      return FileLockBox(lock)
    } catch {
      if error.action == "locked" { throw .busy(folder: data) }
      throw .unusable(path: error.path, reason: error.reason)
    }
  }

  /// Writes down what happened as one step, and returns once it is on the disk.
  ///
  /// Throws `ReviewError.notKept`, and then nothing has changed.
  @discardableResult
  package func record(_ events: [JournalEntry.Event]) throws(ReviewError) -> Int {
    let step = state.lastStep + 1
    for entry in try journal.append(events, step: step) { state.take(entry) }
    return step
  }

  /// Takes back the last step, and returns the names of its images; nil where nothing is left to take back.
  ///
  /// Throws `ReviewError.notKept`, and then nothing has changed.
  package func undo() throws(ReviewError) -> [String]? {
    guard let step = state.undoable else { return nil }
    let names = state.images(of: step)
    try record([.undone(step: step)])
    return names
  }

  /// The folder for deleted files.
  package var bin: String { "\(path)/bin" }

  func planFile(_ run: Int) -> String { "\(path)/run-\(run).json" }
  func undoMark(_ run: Int) -> String { "\(path)/undo-\(run)" }

  /// A run that was begun and neither finished nor undone; nil where there is none.
  package var unfinished: (run: Int, isUndo: Bool)? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    func numbers(_ prefix: String, _ suffix: String) -> [Int] {
      names.compactMap { name in
        name.hasPrefix(prefix) && name.hasSuffix(suffix)
          ? Int(name.dropFirst(prefix.count).dropLast(suffix.count)) : nil
      }
    }
    if let run = numbers("undo-", "").max() { return (run, true) }
    return numbers("run-", ".json").filter { $0 > state.lastRun }.max().map { ($0, false) }
  }

  /// Throws `ReviewError.unfinished` where a run was interrupted.
  package func requireFinished() throws(ReviewError) {
    if let unfinished { throw .unfinished(run: unfinished.run, isUndo: unfinished.isUndo) }
  }
}
