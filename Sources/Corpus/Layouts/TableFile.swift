import Foundation

/// A table's bytes.
enum TableFile {
  /// Reads a file of at most `limit` bytes; throws `CorpusError`.
  static func read(_ path: String, limit: Int) throws(CorpusError) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      let there = FileManager.default.fileExists(atPath: path)
      throw there ? .notReadable(path: path, reason: "it can't be opened") : .noTable(path: path)
    }
    let data: Data
    do {
      data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw .notReadable(path: path, reason: "it can't be read as a file")
    }
    guard data.count <= limit else {
      throw .malformedTable(file: path, line: 1, reason: "it has more than \(limit) bytes")
    }
    return [UInt8](data)
  }
}
