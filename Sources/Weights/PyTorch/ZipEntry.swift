/// One record as the central directory of a zip archive describes it.
struct ZipEntry {
  let name: String
  private let sizes: [Int]
  private let headerStart: Int
  private let method: UInt16
  private let flags: UInt16

  init(_ reader: inout ByteReader) throws(WeightsError) {
    let file = reader.file.name
    guard try reader.number(UInt32.self) == 0x0201_4B50 else {
      throw .malformed(file: file, reason: "its directory is broken")
    }
    _ = try reader.skip(4)
    flags = try reader.number(UInt16.self)
    method = try reader.number(UInt16.self)
    _ = try reader.skip(8)
    var sizes = [try reader.length(UInt32.self), try reader.length(UInt32.self)]
    let nameLength = try reader.length(UInt16.self)
    let extraLength = try reader.length(UInt16.self)
    let commentLength = try reader.length(UInt16.self)
    _ = try reader.skip(8)
    var start = try reader.length(UInt32.self)
    name = try reader.text(nameLength)
    let extra = try reader.skip(extraLength)
    _ = try reader.skip(commentLength)
    // Zip64 has the true numbers in the order of the fields that are full: size, stored size, place.
    var wide = try Self.zip64(try ByteReader(reader.file, at: extra.lowerBound, end: extra.upperBound))
    for index in sizes.indices where sizes[index] == 0xFFFF_FFFF { sizes[index] = try wide.length(UInt64.self) }
    if start == 0xFFFF_FFFF { start = try wide.length(UInt64.self) }
    self.sizes = sizes
    headerStart = start
  }

  /// The record's bytes, after its local header.
  func range(in bytes: FileBytes) throws(WeightsError) -> Range<Int> {
    guard method == 0 else {
      throw .unsupported(file: bytes.name, what: "compression (PyTorch stores its records as they are)")
    }
    guard flags & 1 == 0 else { throw .unsupported(file: bytes.name, what: "encryption") }
    guard sizes[0] == sizes[1] else {
      throw .malformed(file: bytes.name, reason: "the record \"\(name)\" has two sizes")
    }
    var reader = try ByteReader(bytes, at: min(headerStart, bytes.count))
    guard try reader.number(UInt32.self) == 0x0403_4B50 else {
      throw .malformed(file: bytes.name, reason: "the record \"\(name)\" isn't where its directory says")
    }
    _ = try reader.skip(22)
    let nameLength = try reader.length(UInt16.self)
    let extraLength = try reader.length(UInt16.self)
    guard try reader.bytes(nameLength).elementsEqual(name.utf8) else {
      throw .malformed(file: bytes.name, reason: "the record \"\(name)\" also has another name")
    }
    _ = try reader.skip(extraLength)
    return try reader.skip(sizes[0])
  }

  /// The content of the extra field 1; empty where there is none.
  private static func zip64(_ extra: ByteReader) throws(WeightsError) -> ByteReader {
    var reader = extra
    while reader.remaining >= 4 {
      let kind = try reader.number(UInt16.self)
      let content = try reader.skip(try reader.length(UInt16.self))
      if kind == 1 { return try ByteReader(extra.file, at: content.lowerBound, end: content.upperBound) }
    }
    return try ByteReader(extra.file, at: extra.end, end: extra.end)
  }
}
