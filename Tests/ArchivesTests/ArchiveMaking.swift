/// CRC-32 (RFC 1952, section 8), bit by bit.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
}

/// A gzip member (RFC 1952) that holds bytes as they are, in stored blocks.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = bytes[...]
  repeat {
    let piece = rest.prefix(65535)
    rest = rest.dropFirst(piece.count)
    member += [rest.isEmpty ? 1 : 0] + little(piece.count, 2) + little(~piece.count, 2) + piece
  } while !rest.isEmpty
  return member + little(Int(crc32(bytes)), 4) + little(bytes.count, 4)
}
