import Foundation
import Support

/// The decisions on disk: one line each, appended, and on the disk itself before anybody is told that they were taken.
///
/// A line that a kill or a loss of power left unfinished was told to nobody, and is cut off when the journal is opened. One
/// process at a time has it.
package final class Journal {
  /// Where the lines are.
  package let path: String
  private let file: RegularFile
  private var length: Int
  private var next: Int
  /// Whether the file may hold more than what was acknowledged, since a failed line could not be cut off.
  private var isTorn = false

  /// What the first line says.
  private struct Head: Codable, Hashable {
    let format: String
    /// The data folder that names are below.
    let data: String
  }

  private static let format = "dogbreed review 1"
  /// A journal of more bytes is not one of ours.
  private static let most = 1 << 30

  /// Opens the journal of a data folder, or begins one, and returns it with what it holds.
  ///
  /// Throws `ReviewError`.
  package static func open(
    _ path: String, data: String, isMovable: Bool
  ) throws(ReviewError) -> (journal: Journal, entries: [JournalEntry]) {
    let file: RegularFile
    let bytes: [UInt8]
    do throws(FileError) {
      file = try RegularFile(updating: path, permissions: .readableByOwner)
      // A file system without locks allows two.
      guard (try? file.tryLock()) ?? true else { throw FileError(path: path, action: "locked", reason: "") }
      guard file.size <= most else { throw FileError(path: path, action: "read", reason: "it is over a gigabyte") }
      bytes = try file.read(at: 0, count: file.size)
    } catch {
      if error.action == "locked" { throw .busy(folder: data) }
      throw ReviewError(error)
    }
    var (entries, good, line) = ([JournalEntry](), 0, 0)
    while good < bytes.count {
      line += 1
      let rest = bytes[good...]
      let end = rest.firstIndex(of: 10)
      let text = rest[..<(end ?? bytes.endIndex)]
      let isWhole: Bool
      if line == 1 {
        let head = SealedLine.decoded(Head.self, from: text)
        if let head, head.format != format { throw .foreign(path: path) }
        if let head, head.data != data, !isMovable {
          throw .otherData(file: path, expected: data, found: head.data)
        }
        isWhole = head != nil
      } else if let entry = SealedLine.decoded(JournalEntry.self, from: text), entry.number == entries.count + 1 {
        entries.append(entry)
        isWhole = true
      } else {
        isWhole = false
      }
      guard isWhole, let end else {
        // What a kill leaves is a part of the last lines; anything whole after it is damage of another kind.
        if let after = end.map({ bytes[($0 + 1)...] }), holdsLine(after) { throw .damaged(file: path, line: line) }
        // A whole file of something else isn't ours to cut.
        if line == 1, !text.isEmpty, !SealedLine.mayBegin(text) { throw .foreign(path: path) }
        // Whole, and only its line break is missing: it was told to nobody either.
        if isWhole, line > 1 { entries.removeLast() }
        break
      }
      good = end + 1
    }
    let journal = Journal(file, path: path, length: good, next: entries.count + 1)
    try journal.begin(Head(format: format, data: data))
    return (journal, entries)
  }

  private static func holdsLine(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.split(separator: 10).contains { SealedLine.decoded(JournalEntry.self, from: $0) != nil }
  }

  private init(_ file: RegularFile, path: String, length: Int, next: Int) {
    (self.file, self.path, self.length, self.next) = (file, path, length, next)
  }

  /// Cuts off what is unfinished, and writes the first line where there is none.
  private func begin(_ head: Head) throws(ReviewError) {
    do {
      try file.resize(to: length)
      guard length == 0 else { return }
      try write(SealedLine.encoded(head))
      let place = FolderDescriptor.split(path)
      try FolderDescriptor(place.folder).synchronize()
    } catch let error as FileError {
      throw ReviewError(error)
    } catch let error as ReviewError {
      throw error
    } catch {
      throw .unusable(path: path, reason: "\(error)")
    }
  }

  /// Appends the events of one step, and returns once they are on the disk.
  ///
  /// Throws `ReviewError.notKept`; the journal is then as it was.
  package func append(
    _ events: [JournalEntry.Event], step: Int, at time: Date = .now
  ) throws(ReviewError) -> [JournalEntry] {
    // To the second, as it is written.
    let time = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
    let entries = events.enumerated().map { place, event in
      JournalEntry(number: next + place, step: step, at: time, event: event)
    }
    var bytes: [UInt8] = []
    do {
      for entry in entries { bytes += try SealedLine.encoded(entry) }
      try write(bytes)
    } catch let error as FileError {
      throw .notKept(file: path, reason: error.reason)
    } catch let error as ReviewError {
      throw error
    } catch {
      throw .notKept(file: path, reason: "\(error)")
    }
    next += entries.count
    return entries
  }

  private func write(_ bytes: [UInt8]) throws {
    if isTorn { try cut() }
    do throws(FileError) {
      try file.write(bytes, at: length)
      try file.synchronize()
    } catch {
      isTorn = true
      try? cut()
      throw error
    }
    length += bytes.count
  }

  private func cut() throws(FileError) {
    try file.resize(to: length)
    try file.synchronize()
    isTorn = false
  }
}
