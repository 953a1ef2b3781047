extension PictureKind {
  /// Whether the file's own structure says that it goes on after these bytes.
  ///
  /// Only the frame of the file is looked at, no pixel: JPEG without its end marker, PNG without its end chunk, WebP,
  /// HEIC and AVIF whose boxes are longer than what is there, GIF without its last byte. TIFF, whose parts may stand
  /// anywhere, never says so.
  package func isCutShort(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .jpeg: return (try? JPEGHeader(bytes)).map { !$0.isClosed(bytes) } ?? false
    case .png: return (try? PNGChunks(bytes)).map { !$0.isClosed } ?? true
    case .webp: return bytes.little32(at: 4).map { $0 > bytes.count - 8 } ?? true
    case .gif: return bytes.last(where: { $0 != 0 }) != 0x3B
    case .tiff: return false
    case .heic, .avif: return Self.boxesReachBeyond(bytes)
    }
  }

  /// Whether a top-level box (ISO/IEC 14496-12, 4.2) ends behind the bytes.
  private static func boxesReachBeyond(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while let size = bytes.big32(at: offset) {
      if size == 0 { return false }
      // A size of 1 means that 64 bits follow; such a box is no picture's.
      guard size >= 8 else { return false }
      guard size <= bytes.count - offset else { return true }
      offset += size
    }
    return false
  }
}
