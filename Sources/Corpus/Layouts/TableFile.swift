import Foundation
import Support

/// A table's bytes, and the lines of a plain list.
package enum TableFile {
  private static let listLimit = 64 << 20

  /// The lines of a text file as they are, empty ones left out; throws `CorpusError`.
  package static func lines(of path: String) throws(CorpusError) -> [String] {
    let bytes = try read(path, limit: listLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformedTable(file: path, line: 1, reason: "it contains bytes that aren't UTF-8 text")
    }
    return text.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Returns the text of a file of at most `limit` bytes as UTF-8 without a byte-order mark; throws `CorpusError`.
  ///
  /// A byte-order mark identifies UTF-16, as Excel writes it. Named pipes and devices are refused, never waited for.
  static func read(_ path: String, limit: Int) throws(CorpusError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      let file = try RegularFile(reading: path)
      guard file.size <= limit else {
        throw CorpusError.malformedTable(file: path, line: 1, reason: "it has more than \(limit) bytes")
      }
      bytes = try file.read(at: 0, count: file.size)
    } catch let error as CorpusError {
      throw error
    } catch {
      guard FileManager.default.fileExists(atPath: path) else { throw .noTable(path: path) }
      throw .notReadable(path: path, reason: (error as? FileError)?.reason ?? "\(error)")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      isLittle
        ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8 : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }
    guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
      throw .malformedTable(file: path, line: 1, reason: "it contains bytes that aren't UTF-16 text")
    }
    return Array(text.utf8)
  }
}
