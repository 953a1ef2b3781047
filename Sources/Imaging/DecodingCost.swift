extension DecodedImage {
  /// Returns the bytes that decoding takes at its peak, estimated from the header: width × height × what the loader holds of
  /// each pixel, and the planes that come out.
  ///
  /// An upper bound for the kinds' common variants. Throws `ImagingError` as `decode` does for the size, and for the rest of
  /// a header that a decoder reads.
  package static func decodingCost(
    _ bytes: [UInt8], limits: Limits = Limits(), minimumSide: Int? = nil
  ) throws(ImagingError) -> Int {
    let header = try sized(bytes, limits)
    let profile = header.kind == .jpeg ? try JPEGHeader(bytes).profile : nil
    let pixels = header.width * header.height
    let held = try heldBytes(header, bytes)
    let shrink =
      header.kind == .jpeg
      ? JPEGDecoder.shrink(width: header.width, height: header.height, minimumSide: minimumSide)
      : minimumSide.map { max(1, min(header.width, header.height) / (2 * max($0, 1))) } ?? 1
    // The process that decodes has the file, too.
    let copy = limits.pool == nil || header.kind == .jpeg ? 0 : bytes.count
    // Through a profile, the pixels are there before and after.
    return copy + pixels * held + (profile == nil ? 3 : 6) * (pixels / (shrink * shrink))
  }

  /// The header as far as the cost depends on it: a decoder is asked only where the first bytes don't settle the size.
  private static func sized(_ bytes: [UInt8], _ limits: Limits) throws(ImagingError) -> ImageHeader {
    try limits.check(bytes: bytes.count)
    let kind = try ImageFormat.tell(bytes)
    guard let (width, height) = ClaimedSize.certain(bytes, kind) else { return try inspect(bytes, limits: limits) }
    try limits.check(width: width, height: height)
    return ImageHeader(kind: kind, storedWidth: width, storedHeight: height, orientation: .upright)
  }

  /// Bytes a pixel that the loader holds until the image is complete; 0 where it reads row by row.
  private static func heldBytes(_ image: ImageHeader, _ bytes: [UInt8]) throws(ImagingError) -> Int {
    switch image.kind {
    // Two bytes for each coefficient.
    case .jpeg:
      let header = try JPEGHeader(bytes)
      return header.isProgressive ? 2 * max(1, header.components) : 0
    // Interlaced ones are held whole, up to 4 × 16 bits.
    case .png: return bytes.count > 28 && bytes[28] != 0 ? 8 : 0
    // Red, green, blue and alpha: the decoder's and the loader's.
    case .webp: return 11
    case .gif: return 10
    // A file may be one strip, which is there twice.
    case .tiff: return max(9, 1 + 2 * image.pixelBytes)
    // Planes of up to 16 bits, and the pixels made of them.
    case .heic, .avif: return 12
    }
  }
}
