/// CRC-32 as PNG's chunks carry it, bit by bit.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
}

/// A zlib stream (RFC 1950) that holds bytes as they are, in stored blocks.
func zlibStored(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
  var stream: [UInt8] = [0x78, 0x01]
  var rest = bytes[...]
  repeat {
    let piece = rest.prefix(65535)
    rest = rest.dropFirst(piece.count)
    stream += [rest.isEmpty ? 1 : 0] + little(piece.count) + little(~piece.count) + piece
  } while !rest.isEmpty
  let (a, b) = bytes.reduce((1, 0)) { sums, byte in
    let a = (sums.0 + Int(byte)) % 65521
    return (a, (sums.1 + a) % 65521)
  }
  return stream + [UInt8(b >> 8), UInt8(b & 0xFF), UInt8(a >> 8), UInt8(a & 0xFF)]
}

/// A PNG file with one more chunk, after its header or before its end.
func inserting(chunk type: String, _ body: [UInt8], into png: [UInt8], atEnd: Bool = false) -> [UInt8] {
  func big(_ value: UInt32) -> [UInt8] { (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  let named = Array(type.utf8) + body
  let chunk = big(UInt32(body.count)) + named + big(crc32(named))
  let place = atEnd ? png.count - 12 : 33
  return Array(png[..<place]) + chunk + Array(png[place...])
}

/// A text chunk's body: a keyword, and a text in the form of the chunk's type.
func textChunk(_ type: String, _ keyword: String, _ text: [UInt8], isCompressed: Bool = true) -> [UInt8] {
  let keyword = Array(keyword.utf8) + [0]
  switch type {
  case "tEXt": return keyword + text
  case "zTXt": return keyword + [0] + zlibStored(text)
  default:
    let fields: [UInt8] = [isCompressed ? 1 : 0, 0] + Array("en".utf8) + [0, 0]
    return keyword + fields + (isCompressed ? zlibStored(text) : text)
  }
}

/// A profile as ImageMagick writes it into a text: name, length, lines of 72 hexadecimal digits.
func rawProfile(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
  let digits = bytes.flatMap { byte in [byte >> 4, byte & 15].map { Array("0123456789abcdef".utf8)[Int($0)] } }
  let lines = stride(from: 0, to: digits.count, by: 72).map { digits[$0..<min($0 + 72, digits.count)] }
  let length = String(bytes.count)
  return Array("\n\(name)\n\(String(repeating: " ", count: 8 - length.count))\(length)\n".utf8)
    + lines.flatMap { $0 + [10] }
}
