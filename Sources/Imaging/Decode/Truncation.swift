extension ImageFormat {
  /// Whether the file's own structure says that it continues after these bytes.
  ///
  /// Only the container structure is examined, no pixels: JPEG without its end marker, PNG without its end chunk, WebP,
  /// HEIC and AVIF whose boxes are longer than what exists, GIF without its last byte. TIFF, whose parts may be
  /// anywhere, never says so.
  package func isTruncated(_ bytes: [UInt8]) -> Bool {
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
      // A size of 1 means that 64 bits follow; images have no such boxes.
      guard size >= 8 else { return false }
      guard size <= bytes.count - offset else { return true }
      offset += size
    }
    return false
  }
}
