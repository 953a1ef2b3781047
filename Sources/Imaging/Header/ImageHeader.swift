/// What an image's header says, without its pixels.
package struct ImageHeader: Hashable, Sendable {
  /// The format, detected from the bytes.
  package let kind: ImageFormat
  /// Width in pixels of the upright image.
  package let width: Int
  /// Height in pixels of the upright image.
  package let height: Int
  /// How the stored pixels must be rotated or mirrored; `width` and `height` are of the upright image.
  package let orientation: Orientation
  /// Number of frames or pages; only the first is read.
  package let frames: Int
  /// Bytes of a pixel as the loader gives it: all its samples, used or not.
  let pixelBytes: Int

  init(
    kind: ImageFormat, storedWidth: Int, storedHeight: Int, orientation: Orientation, frames: Int = 1,
    pixelBytes: Int = 3
  ) {
    self.kind = kind
    (width, height) = orientation.swapsSides ? (storedHeight, storedWidth) : (storedWidth, storedHeight)
    self.orientation = orientation
    self.frames = frames
    self.pixelBytes = pixelBytes
  }
}

extension DecodedImage {
  /// Checks kind, size and header without decoding a pixel.
  ///
  /// Throws what `decode` would throw for the header; damage after it shows only in decoding.
  package static func inspect(_ bytes: [UInt8], limits: Limits = Limits()) throws(ImagingError) -> ImageHeader {
    try limits.check(bytes: bytes.count)
    let kind = try ImageFormat.tell(bytes)
    guard kind != .jpeg else {
      let header = try JPEGHeader(bytes)
      try header.check(bytes, limits)
      return ImageHeader(
        kind: .jpeg, storedWidth: header.width, storedHeight: header.height, orientation: header.orientation)
    }
    return try VipsDecoder.header(bytes, DecodingJob(kind: kind, limits: limits))
  }
}
