import Corpus
import Foundation

/// A result's file.
enum TextFile {
  /// Writes a file under another name and renames it; throws `CorpusError.notWritable`.
  static func write(_ text: String, to place: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: place), options: .atomic)
    } catch {
      throw CorpusError.notWritable(path: place, reason: error.localizedDescription)
    }
  }
}
