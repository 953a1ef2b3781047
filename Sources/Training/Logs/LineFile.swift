import Foundation
import Support

/// A text file written as a whole.
enum WholeFile {
  static func write(_ text: String, to file: URL) throws(TuningError) {
    do throws(FileError) {
      try AtomicFile.write(Array(text.utf8), to: file.path)
    } catch {
      throw .unwritable(file: error.path, reason: error.reason)
    }
  }
}

/// A text file that grows line by line; existing lines are kept while they are wanted.
final class LineFile {
  private let file: URL
  private let handle: FileHandle

  /// Keeps the lines that `isWanted`, up to the first that isn't, and puts `first` at the top of a new file.
  init(_ file: URL, first: String?, keeping isWanted: (Substring) -> Bool) throws(TuningError) {
    self.file = file
    var kept: [Substring] = []
    var text = ""
    if let data = try? Data(RegularFile.contents(of: file.path)) {
      text = String(decoding: data, as: UTF8.self)
      var lines = text.split(separator: "\n")[...]
      if first != nil { lines = lines.dropFirst() }
      kept = Array(lines.prefix(while: isWanted))
    }
    let all = (first.map { [$0[...]] } ?? []) + kept
    try WholeFile.write(all.map { $0 + "\n" }.joined(), to: file)
    do {
      handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
    } catch {
      throw .unwritable(file: file.path, reason: SystemReason.of(error))
    }
  }

  func append(_ line: String) throws(TuningError) {
    do {
      try handle.write(contentsOf: Data((line + "\n").utf8))
    } catch {
      throw .unwritable(file: file.path, reason: SystemReason.of(error))
    }
  }

  func flush() throws(TuningError) {
    do {
      try handle.synchronize()
    } catch {
      throw .unwritable(file: file.path, reason: SystemReason.of(error))
    }
  }
}
