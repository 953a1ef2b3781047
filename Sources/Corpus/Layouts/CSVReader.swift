import Foundation

/// Reads the records of a CSV file one by one.
///
/// RFC 4180, with common deviations: a byte-order mark, lines ended by CR LF, LF or CR, blank lines (skipped), and
/// quotes inside a field that doesn't begin with one (taken as they are), and semicolons or
/// tabs for commas, whichever the first record has the most of, or what a first line `sep=;` names. The input is untrusted: files and
/// fields are bounded, a quote that is never closed and bytes that aren't text are errors.
package struct CSVReader {
  static let fileLimit = 512 << 20
  static let fieldLimit = 1 << 20

  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var separator = UInt8(ascii: ",")
  /// The line that the next record begins at, from 1.
  package private(set) var line = 1

  /// Reads a file; throws `CorpusError` where it can't be read or is too large.
  package init(path: String) throws(CorpusError) {
    try self.init(bytes: try TableFile.read(path, limit: Self.fileLimit), file: path)
  }

  /// - Parameters:
  ///   - file: The file's name in errors.
  ///   - separator: What stands between fields; nil to tell by the first record.
  package init(bytes: [UInt8], file: String, separator: Unicode.Scalar? = nil) throws(CorpusError) {
    guard bytes.count <= Self.fileLimit else {
      throw .malformedTable(file: file, line: 1, reason: "it has more than \(Self.fileLimit) bytes")
    }
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if separator == nil, let named = Self.named(bytes[position...]) {
      self.separator = named
      position += 5
      endLine()
      return
    }
    self.separator = separator.map { UInt8(ascii: $0) } ?? Self.separator(of: bytes[position...])
  }

  /// The fields of the next record that isn't a blank line; nil at the end.
  package mutating func next() throws(CorpusError) -> [String]? {
    while position < bytes.count, isLineEnd(bytes[position]) { endLine() }
    guard position < bytes.count else { return nil }
    var fields: [String] = []
    while true {
      fields.append(try field())
      if position >= bytes.count { return fields }
      if bytes[position] != separator {
        endLine()
        return fields
      }
      position += 1
    }
  }

  /// One field; leaves the position at the separator or line end after it, or at the file's end.
  private mutating func field() throws(CorpusError) -> String {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quoted() }
    let start = position
    while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) { position += 1 }
    return try text(bytes[start..<position])
  }

  private mutating func quoted() throws(CorpusError) -> String {
    let opening = line
    var value: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
          guard position == bytes.count || bytes[position] == separator || isLineEnd(bytes[position]) else {
            throw .malformedTable(file: file, line: line, reason: "a closing quote is followed by more text")
          }
          return try text(value[...])
        }
      } else if byte == UInt8(ascii: "\n") {
        line += 1
      }
      value.append(byte)
      position += 1
      guard value.count <= Self.fieldLimit else { break }
    }
    throw .malformedTable(file: file, line: opening, reason: "a quote is opened and not closed")
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(CorpusError) -> String {
    guard bytes.count <= Self.fieldLimit else {
      throw .malformedTable(file: file, line: line, reason: "a field has more than \(Self.fieldLimit) bytes")
    }
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformedTable(file: file, line: line, reason: "it contains bytes that aren't UTF-8 text")
    }
    return text
  }

  /// The separator that a line of Excel's at the beginning names, `sep=;`; nil where there is none.
  private static func named(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    let start = Array(bytes.prefix(6))
    guard start.count == 6, String(decoding: start.prefix(4), as: UTF8.self).lowercased() == "sep=",
      start[5] == UInt8(ascii: "\n") || start[5] == UInt8(ascii: "\r")
    else { return nil }
    return start[4]
  }

  /// The separator that stands most often outside quotes in the first line; the comma where none does.
  private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    let candidates = Array(",;\t".utf8)
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in bytes.drop(while: { $0 == 10 || $0 == 13 }).prefix(fieldLimit) {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 10 || byte == 13 { break }
      if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return candidates[counts.firstIndex(of: most) ?? 0]
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private mutating func endLine() {
    let feed = position + 1 < bytes.count && bytes[position] == 13 && bytes[position + 1] == 10
    position += feed ? 2 : 1
    line += 1
  }
}
