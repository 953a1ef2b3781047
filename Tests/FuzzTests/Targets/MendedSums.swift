import CZlib

/// Puts the checksums inside files right, so that changed bytes are read and not refused as damaged.
enum MendedSums {
  /// Each header's sum (POSIX.1-2001, pax interchange format): six octal digits, a zero and a blank.
  static func tar(_ bytes: [UInt8]) -> [UInt8] {
    let block = 512
    var (mended, start) = (bytes, 0)
    while start + block <= mended.count {
      let header = mended[start..<start + block]
      guard header.contains(where: { $0 != 0 }) else {
        start += block
        continue
      }
      let sum = header.indices.reduce(0) { $0 + ((148..<156).contains($1 - start) ? 32 : Int(header[$1])) }
      let digits = String(sum, radix: 8)
      let field = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
      mended.replaceSubrange(start + 148..<start + 156, with: field.utf8)
      let size = octal(mended[start + 124..<start + 136])
      // Links and folders have no contents.
      let hasContents = !(UInt8(ascii: "1")...UInt8(ascii: "6")).contains(mended[start + 156])
      start += block + (hasContents ? (min(size, bytes.count) + block - 1) / block * block : 0)
    }
    return mended
  }

  /// Each chunk's CRC (PNG specification, third edition, 5.5); other files stay as they are.
  static func png(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return bytes }
    var (mended, start) = (bytes, 8)
    while start + 12 <= mended.count {
      let length = mended[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= mended.count - start - 12 else { break }
      let end = start + 8 + length
      let sum = mended.withUnsafeBufferPointer { crc32(0, $0.baseAddress! + start + 4, UInt32(length + 4)) }
      for place in 0..<4 { mended[end + place] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt(place))) }
      start = end + 4
    }
    return mended
  }

  /// The number in a field of octal digits; 0 where it is none.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int {
    let digits = String(decoding: field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }, as: UTF8.self)
    return max(Int(digits, radix: 8) ?? 0, 0)
  }
}
