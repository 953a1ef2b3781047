/// The size that a file claims in its first bytes, for the formats that have it at a fixed place: enough to refuse a
/// bomb before a decoder sees it.
enum ClaimedSize {
  static func of(_ bytes: [UInt8], _ kind: ImageFormat) -> (width: Int, height: Int)? {
    switch kind {
    case .png: bytes.has("IHDR", at: 12) ? pair(bytes.big32(at: 16), bytes.big32(at: 20)) : nil
    case .gif: gif(bytes)
    case .webp: webp(bytes)
    case .jpeg, .tiff, .heic, .avif: nil
    }
  }

  /// The size where the format leaves no doubt of it, so that no decoder needs to be asked.
  static func certain(_ bytes: [UInt8], _ kind: ImageFormat) -> (width: Int, height: Int)? {
    kind == .png || kind == .webp ? of(bytes, kind) : nil
  }

  /// The GIF89a specification: the logical screen, or what the first frame needs if that is larger.
  private static func gif(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    guard let width = bytes.little16(at: 6), let height = bytes.little16(at: 8), bytes.count > 13 else { return nil }
    let packed = bytes[10]
    var offset = 13 + (packed & 0x80 != 0 ? 3 << (Int(packed & 7) + 1) : 0)
    while offset + 1 < bytes.count, bytes[offset] == 0x21 {
      offset += 2
      while offset < bytes.count, bytes[offset] != 0 { offset += Int(bytes[offset]) + 1 }
      offset += 1
    }
    guard offset < bytes.count, bytes[offset] == 0x2C, let left = bytes.little16(at: offset + 1),
      let top = bytes.little16(at: offset + 3), let across = bytes.little16(at: offset + 5),
      let down = bytes.little16(at: offset + 7)
    else { return (width, height) }
    return (max(width, left + across), max(height, top + down))
  }

  /// The WebP container specification: `VP8X` has the canvas, `VP8L` and `VP8 ` (RFC 6386) their own headers.
  private static func webp(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    if bytes.has("VP8X", at: 12) {
      return pair(bytes.little24(at: 24).map { $0 + 1 }, bytes.little24(at: 27).map { $0 + 1 })
    }
    if bytes.has("VP8L", at: 12), let bits = bytes.little32(at: 21) {
      return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    }
    guard bytes.has("VP8 ", at: 12) else { return nil }
    return pair(bytes.little16(at: 26).map { $0 & 0x3FFF }, bytes.little16(at: 28).map { $0 & 0x3FFF })
  }

  private static func pair(_ width: Int?, _ height: Int?) -> (width: Int, height: Int)? {
    guard let width, let height else { return nil }
    return (width, height)
  }
}
