/// Limits for an image, checked against its header before any pixel is decoded, and where it may do harm.
package struct Limits: Hashable, Sendable {
  /// Encoded size in bytes, 32 MiB by default.
  package var bytes: Int
  /// Longer side in pixels, 32,768 by default.
  package var side: Int
  /// Width times height, 100 million by default.
  package var pixels: Int
  /// Whether a JPEG file that ends early is decoded as long as at least half of its rows are there; false by default.
  package var acceptsTruncated: Bool
  /// The processes that decode what libvips decodes, so that no file can end, fill or hold up this one; nil to decode it
  /// here.
  package var pool: DecoderPool?
  /// What ends the decoding early, if it is in one of those processes.
  package var interruption: DecodingInterruption?

  package init(
    bytes: Int = 32 << 20, side: Int = 32_768, pixels: Int = 100_000_000, acceptsTruncated: Bool = false,
    pool: DecoderPool? = nil
  ) {
    self.pool = pool
    self.acceptsTruncated = acceptsTruncated
    self.bytes = bytes
    self.side = side
    self.pixels = pixels
  }

  /// Throws `ImagingError.tooLarge` when an image of this size goes beyond the side or the pixels allowed.
  package func check(width: Int, height: Int) throws(ImagingError) {
    let (product, overflow) = width.multipliedReportingOverflow(by: height)
    guard width <= side, height <= side, !overflow, product <= pixels else {
      throw .tooLarge(width: width, height: height, limit: self)
    }
  }

  func check(bytes count: Int) throws(ImagingError) {
    guard count > 0 else { throw .empty }
    guard count <= bytes else { throw .tooManyBytes(count, limit: bytes) }
  }
}
