import Corpus
import Foundation
import Support

/// Text files.
enum TextFile {
  /// Writes a file under another name and renames it.
  ///
  /// A file that is there already is replaced only when it is empty or holds `mark` in its first 4 KiB, as what this
  /// program wrote does. Throws `CorpusError.notWritable`.
  static func write(_ text: String, to place: String, replacing mark: String) throws {
    try check(place, replacing: mark)
    do throws(FileError) {
      try AtomicFile.write(Array(text.utf8), to: place)
    } catch {
      throw CorpusError.notWritable(path: place, reason: error.reason)
    }
  }

  /// Checks before the work whether `write` may replace what exists, and that its folder exists.
  static func check(_ place: String, replacing mark: String) throws {
    let folder = URL(filePath: place).deletingLastPathComponent().path
    guard access(folder, W_OK | X_OK) == 0 else {
      throw CorpusError.notWritable(path: place, reason: SystemReason.last)
    }
    var info = stat()
    guard stat(place, &info) == 0 else { return }
    guard info.st_mode & S_IFMT == S_IFREG else {
      throw CorpusError.notWritable(path: place, reason: "it is not a file")
    }
    guard info.st_size > 0 else { return }
    let start = Data((try? RegularFile(reading: place).read(at: 0, count: 4096)) ?? [])
    guard start.range(of: Data(mark.utf8)) != nil else {
      throw CorpusError.notWritable(path: place, reason: "it exists, and this program did not write it")
    }
  }
}
