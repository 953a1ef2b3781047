import Support

/// Reads the entries of a tar archive one by one: ustar, GNU's long names and POSIX.1-2001's path and size.
///
/// The input is untrusted: every header's checksum is checked, names and extensions are bounded, and nothing is
/// kept of contents that aren't asked for. An archive without its end mark counts as truncated.
package struct TarReader<Source: ByteSource> {
  /// Bytes of a long name or of an extension's records.
  static var extensionLimit: Int { 1 << 16 }
  /// Bytes of zeros after the last entry: writers fill up to a record of their own length.
  static var zeroLimit: Int { 64 << 20 }

  private var source: Source
  /// Bytes read so far.
  private var position = 0
  /// Bytes of the current entry's contents, and of the zeros after them, that are unread.
  private var unread = 0
  private var padding = 0
  private var isAtEnd = false
  private var hasEntries = false

  package init(_ source: Source) { self.source = source }

  /// The next entry; nil after the last. Unread contents of the previous one are skipped.
  package mutating func next() throws(ArchiveError) -> TarEntry? {
    if isAtEnd { return nil }
    var long = LongFields()
    // A name in each of the two ways, a global extension and a volume's label may stand before an entry.
    for _ in 0..<8 {
      try skip(unread + padding)
      (unread, padding) = (0, 0)
      guard let fields = try header() else {
        isAtEnd = true
        return nil
      }
      let isExtension = "LxgKXV".utf8.contains(fields.type)
      let size = isExtension ? fields.size : long.size ?? fields.size
      guard size <= Int.max - position - 2 * TarHeader.block else {
        throw .damaged(reason: "an entry claims \(size) bytes")
      }
      unread = size
      padding = TarHeader.padding(size)
      // A label names the archive and not an entry.
      if fields.type == UInt8(ascii: "V") { continue }
      guard isExtension else { return try entry(fields, long, size: size) }
      try long.add(fields.type, extensionBytes())
    }
    throw .damaged(reason: "an entry has too many extensions")
  }

  private func entry(_ fields: TarFields, _ long: LongFields, size: Int) throws(ArchiveError) -> TarEntry {
    let path = if let path = long.path { path } else { try Self.text(fields.path[...]) }
    let kind = long.isSparse ? .other : fields.kind(path)
    guard kind == .hardLink else { return TarEntry(path: path, kind: kind, size: size, offset: position) }
    let target = if let target = long.target { target } else { try Self.text(fields.target[...]) }
    return TarEntry(path: path, kind: kind, size: size, offset: position, target: target)
  }

  /// What extensions say about the entry after them.
  private struct LongFields {
    var path: String?
    var target: String?
    var size: Int?
    var isSparse = false

    mutating func add(_ type: UInt8, _ bytes: [UInt8]) throws(ArchiveError) {
      switch type {
      case UInt8(ascii: "L"): path = try TarReader.text(bytes.prefix { $0 != 0 })
      case UInt8(ascii: "K"): target = try TarReader.text(bytes.prefix { $0 != 0 })
      case UInt8(ascii: "x"), UInt8(ascii: "X"):
        let records = try TarRecords(bytes)
        if let path = records.path { self.path = try TarReader.text(path) }
        if let target = records.target { self.target = try TarReader.text(target) }
        size = records.size ?? size
        isSparse = isSparse || records.isSparse
      default: break
      }
    }
  }

  /// The next header; nil at the end of the archive.
  ///
  /// The end is that of the source, which is read whole so that a compressed one's checksum is seen: entries after
  /// blocks of zeros, as in concatenated archives, aren't lost.
  private mutating func header() throws(ArchiveError) -> TarFields? {
    var block = try block()
    var zeros = 0
    while block.allSatisfy({ $0 == 0 }) {
      zeros += block.count
      guard zeros <= Self.zeroLimit else { throw .damaged(reason: "too many zeros follow its last entry") }
      guard let next = try blockOrEnd() else { return nil }
      block = next
    }
    do throws(ArchiveError) {
      let fields = try TarFields(block)
      hasEntries = true
      return fields
    } catch {
      if !hasEntries { throw .foreign(found: FileSignature.name(of: block)) }
      throw zeros > 0 ? .damaged(reason: "other data follows its end marker") : error
    }
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

  /// A block; nil where nothing follows, or only zeros that aren't a whole one.
  private mutating func blockOrEnd() throws(ArchiveError) -> [UInt8]? {
    var block: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: TarHeader.block)
    while block.count < TarHeader.block {
      let wanted = TarHeader.block - block.count
      let got = try piece.withUnsafeMutableBytes { (buffer) -> Result<Int, ArchiveError> in
        Result { () throws(ArchiveError) in try source.read(into: .init(rebasing: buffer[..<wanted])) }
      }.get()
      if got == 0 { break }
      position += got
      block += piece[..<got]
    }
    if block.count == TarHeader.block { return block }
    guard block.allSatisfy({ $0 == 0 }) else { throw .truncated }
    return nil
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

  fileprivate static func text(_ bytes: ArraySlice<UInt8>) throws(ArchiveError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty, !bytes.contains(0) else {
      throw .damaged(reason: "an entry's name is not UTF-8 text")
    }
    return text
  }
}
