/// The fields of a header.
struct TarFields {
  /// Without validation as text.
  let path: [UInt8]
  let size: Int
  let type: UInt8
  /// What a link leads to, without validation as text.
  let target: [UInt8]

  /// Throws `ArchiveError.damaged` unless the checksum and the numbers are right.
  init(_ header: [UInt8]) throws(ArchiveError) {
    guard header.count == TarHeader.block else { throw .truncated }
    let sum = header.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(header[$1])) }
    guard Self.number(header[148..<156]) == sum else {
      throw .damaged(reason: "a header's checksum is wrong, or it is not a tar archive")
    }
    guard let size = Self.number(header[124..<136]) else { throw .damaged(reason: "an entry's size is not a number") }
    type = header[156]
    // Folders and links have no contents, whatever their size field says.
    self.size = (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) ? 0 : size
    let name = Array(header[0..<100].prefix { $0 != 0 })
    target = Array(header[157..<257].prefix { $0 != 0 })
    let isPOSIX = header[257..<263].elementsEqual("ustar\u{0}".utf8)
    let prefix = isPOSIX ? Array(header[345..<500].prefix { $0 != 0 }) : []
    path = prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
  }

  func kind(_ path: String) -> TarEntry.Kind {
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): path.hasSuffix("/") ? .folder : .file
    case UInt8(ascii: "5"): .folder
    case UInt8(ascii: "1"): .hardLink
    case UInt8(ascii: "2"): .link
    default: .other
    }
  }

  /// Octal digits between spaces or zeros, or GNU's binary form; nil for anything else, and from 2^62 on.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first else { return nil }
    if first == 0x80 {
      var value = 0
      for byte in field.dropFirst() {
        guard value < 1 << 54 else { return nil }
        value = value << 8 | Int(byte)
      }
      return value
    }
    let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
    var value = 0
    for byte in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte), value < 1 << 59 else { return nil }
      value = value << 3 | Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
