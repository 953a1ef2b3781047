/// Reads the entries of a tar archive one by one: ustar, GNU's long names and POSIX.1-2001's path and size.
///
/// The input is untrusted: every header's checksum is checked, names and extensions are bounded, and nothing is
/// kept of contents that aren't asked for. An archive without its end mark counts as truncated.
package struct TarReader<Source: ByteSource> {
  /// Bytes of a long name or of an extension's records.
  static var extensionLimit: Int { 1 << 16 }

  private var source: Source
  /// Bytes read so far.
  private var position = 0
  /// Bytes of the current entry's contents, and of the zeros behind, that are unread.
  private var unread = 0
  private var padding = 0
  private var isAtEnd = false

  package init(_ source: Source) { self.source = source }

  /// The next entry; nil after the last. Unread contents of the previous one are skipped.
  package mutating func next() throws(ArchiveError) -> TarEntry? {
    if isAtEnd { return nil }
    var longPath: String?
    var longSize: Int?
    // A name in each of the two ways, and a global extension, may stand before an entry.
    for _ in 0..<8 {
      try skip(unread + padding)
      (unread, padding) = (0, 0)
      let header = try block()
      if header.allSatisfy({ $0 == 0 }) {
        isAtEnd = true
        return nil
      }
      let fields = try TarFields(header)
      let size = "LxgK".utf8.contains(fields.type) ? fields.size : longSize ?? fields.size
      guard size <= Int.max - position - 2 * TarHeader.block else {
        throw .damaged(reason: "an entry claims \(size) bytes")
      }
      unread = size
      padding = TarHeader.padding(size)
      switch fields.type {
      case UInt8(ascii: "L"):
        longPath = try Self.text(extensionBytes().prefix { $0 != 0 })
      case UInt8(ascii: "x"):
        let records = try TarRecords(extensionBytes())
        if let path = records.path { longPath = try Self.text(path) }
        longSize = records.size ?? longSize
      case UInt8(ascii: "g"), UInt8(ascii: "K"):
        _ = try extensionBytes()
      default:
        let path = if let longPath { longPath } else { try Self.text(fields.path[...]) }
        return TarEntry(path: path, kind: fields.kind(path), size: size, offset: position)
      }
    }
    throw .damaged(reason: "an entry has too many extensions")
  }

  /// Continues reading the current entry's contents: 0 at their end.
  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    let wanted = min(unread, buffer.count)
    guard wanted > 0 else { return 0 }
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
    guard got > 0 else { throw .truncated }
    position += got
    unread -= got
    return got
  }

  /// The current entry's unread contents; throws `ArchiveError.tooLarge` before reading when they are more than
  /// `limit`.
  package mutating func contents(limit: Int) throws(ArchiveError) -> [UInt8] {
    guard unread <= limit else { throw .tooLarge(reason: "an entry has \(unread) bytes, and \(limit) are allowed") }
    return try bytes(unread)
  }

  private mutating func extensionBytes() throws(ArchiveError) -> [UInt8] {
    guard unread <= Self.extensionLimit else { throw .damaged(reason: "a name has \(unread) bytes") }
    return try bytes(unread)
  }

  private mutating func bytes(_ count: Int) throws(ArchiveError) -> [UInt8] {
    var bytes: [UInt8] = []
    // Grows as bytes arrive: a merely claimed size costs nothing.
    var piece = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while bytes.count < count {
      let wanted = min(piece.count, count - bytes.count)
      let got = try piece.withUnsafeMutableBufferPointer { (buffer) throws(ArchiveError) in
        try read(into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<wanted])))
      }
      bytes += piece[..<got]
    }
    return bytes
  }

  private mutating func block() throws(ArchiveError) -> [UInt8] {
    unread = TarHeader.block
    return try bytes(TarHeader.block)
  }

  private mutating func skip(_ count: Int) throws(ArchiveError) {
    unread = count
    var piece = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while unread > 0 {
      _ = try piece.withUnsafeMutableBufferPointer { (buffer) throws(ArchiveError) in
        try read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) throws(ArchiveError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty, !bytes.contains(0) else {
      throw .damaged(reason: "an entry's name is not UTF-8 text")
    }
    return text
  }
}
