/// The records of a zip archive that are stored as they are, which is all that PyTorch writes.
///
/// Form: PKWARE's APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 16 (its end,
/// with and without Zip64), 4.5.3 (the Zip64 extra field).
struct ZipArchive {
  enum Limits {
    static let records = 100_000
  }

  /// The position of each record's bytes in the file.
  let records: [String: Range<Int>]

  static func matches(_ bytes: FileBytes) -> Bool {
    bytes.count >= 4 && bytes.withBytes(0..<4) { $0.elementsEqual([0x50, 0x4B, 0x03, 0x04]) }
  }

  /// - Parameter foreign: What the archive is where the names of its records show that it isn't the expected one; asked
  ///   before a record is looked at.
  /// - Throws: `WeightsError`: a compressed or encrypted record, a name twice, a place beyond the file.
  init(_ bytes: FileBytes, foreign: ([String]) -> String? = { _ in nil }) throws(WeightsError) {
    let directory = try Self.directory(bytes)
    guard directory.count <= Limits.records else {
      throw .tooLarge(file: bytes.name, what: "records", found: directory.count, limit: Limits.records)
    }
    var reader = try ByteReader(bytes, at: directory.start, end: directory.end)
    var entries: [ZipEntry] = []
    for _ in 0..<directory.count { entries.append(try ZipEntry(&reader)) }
    if let found = foreign(entries.map(\.name)) { throw .unknownForm(file: bytes.name, found: found) }
    var records: [String: Range<Int>] = [:]
    for entry in entries {
      guard records.updateValue(try entry.range(in: bytes), forKey: entry.name) == nil else {
        throw .malformed(file: bytes.name, reason: "it has the record \"\(entry.name)\" twice")
      }
    }
    self.records = records
  }

  private struct Directory {
    var count: Int, start: Int, end: Int
  }

  /// The last record says where the directory is; a comment may follow it.
  private static func directory(_ bytes: FileBytes) throws(WeightsError) -> Directory {
    let length = 22
    let lowest = max(0, bytes.count - length - Int(UInt16.max))
    var place = bytes.count - length
    while place >= lowest {
      var reader = try ByteReader(bytes, at: place)
      if try reader.number(UInt32.self) == 0x0605_4B50 {
        _ = try reader.skip(6)
        let count = try reader.length(UInt16.self)
        let size = try reader.length(UInt32.self)
        let start = try reader.length(UInt32.self)
        guard count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF else {
          return try checked(count, start, size, bytes)
        }
        return try directory64(bytes, before: place)
      }
      place -= 1
    }
    throw .malformed(file: bytes.name, reason: "its directory is missing")
  }

  private static func directory64(_ bytes: FileBytes, before place: Int) throws(WeightsError) -> Directory {
    var locator = try ByteReader(bytes, at: place - 20)
    let isLocator = try locator.number(UInt32.self) == 0x0706_4B50
    _ = try locator.skip(4)
    var reader = try ByteReader(bytes, at: try locator.length(UInt64.self))
    guard isLocator, try reader.number(UInt32.self) == 0x0606_4B50 else {
      throw .malformed(file: bytes.name, reason: "its directory is missing")
    }
    _ = try reader.skip(28)
    let count = try reader.length(UInt64.self)
    let size = try reader.length(UInt64.self)
    return try checked(count, try reader.length(UInt64.self), size, bytes)
  }

  private static func checked(
    _ count: Int, _ start: Int, _ size: Int, _ bytes: FileBytes
  ) throws(WeightsError) -> Directory {
    guard start <= bytes.count, size <= bytes.count - start else {
      throw .malformed(file: bytes.name, reason: "its directory reaches beyond its end")
    }
    return Directory(count: count, start: start, end: start + size)
  }
}
