import Foundation
import NIOCore
import Support
import Transport

/// The download of one range of an object: resumes at the exact byte where a connection broke.
struct RangeFetch {
  let object: StoredObject
  let range: Range<Int>
  let file: RegularFile
  /// Records each complete block; nil for no journal.
  let journal: PartJournal?
  /// The next byte that is awaited.
  private(set) var position: Int
  /// Of the bytes from the last block's begin, or of all without a journal.
  private(set) var crc = CRC32C()

  init(_ object: StoredObject, _ range: Range<Int>, into file: RegularFile, journal: PartJournal?) {
    self.object = object
    self.range = range
    self.file = file
    self.journal = journal
    position = range.lowerBound
  }

  /// Whether an answer holds what was asked for from here on.
  func check(_ head: CloudResponse, asked: Int) throws(CloudError) {
    if head.status == 206 {
      guard let text = head.headers["content-range"], let answered = ContentRange(text), answered.first == asked,
        answered.last < range.upperBound, answered.size == object.size
      else { throw CloudError(.corrupt, "The server sent a different range from the one requested") }
    } else if asked != 0 || range.upperBound != object.size {
      throw CloudError(.corrupt, "The server sent the whole object instead of the requested range")
    }
  }

  /// Appends the next bytes.
  mutating func append(_ piece: ByteBuffer) throws(CloudError) {
    guard position + piece.readableBytes <= range.upperBound else {
      throw CloudError(.corrupt, "The server sent more bytes than requested")
    }
    let bytes = piece.readableBytesView
    var offset = bytes.startIndex
    while offset < bytes.endIndex {
      var count = bytes.endIndex - offset
      if let block = journal?.header.block { count = min(count, block - position % block) }
      let result = bytes[offset..<(offset + count)].withUnsafeBytes { bytes -> Result<CRC32C, CloudError> in
        do throws(FileError) {
          try file.write(bytes, at: position)
        } catch {
          return .failure(CloudError(error))
        }
        var crc = crc
        crc.update(bytes)
        return .success(crc)
      }
      crc = try result.get()
      position += count
      offset += count
      if let journal, position % journal.header.block == 0 || position == object.size {
        try journal.add((position - 1) / journal.header.block, crc)
        crc = CRC32C()
      }
    }
  }
}
