/// What a picture's header says, without its pixels.
package struct PictureHeader: Hashable, Sendable {
  package let kind: PictureKind
  /// Width in pixels of the upright picture.
  package let width: Int
  /// Height in pixels of the upright picture.
  package let height: Int
  /// How the stored pixels must be turned; `width` and `height` are already so.
  package let orientation: Orientation
  /// Number of frames or pages; only the first is read.
  package let frames: Int

  init(kind: PictureKind, storedWidth: Int, storedHeight: Int, orientation: Orientation, frames: Int = 1) {
    self.kind = kind
    (width, height) = orientation.swapsSides ? (storedHeight, storedWidth) : (storedWidth, storedHeight)
    self.orientation = orientation
    self.frames = frames
  }
}

extension Picture {
  /// Checks kind, size and header without decoding a pixel.
  ///
  /// Throws what `decode` would throw for the header; damage behind it shows only in decoding.
  package static func inspect(_ bytes: [UInt8], limits: Limits = Limits()) throws(ImagingError) -> PictureHeader {
    try limits.check(bytes: bytes.count)
    let kind = try PictureKind.tell(bytes)
    guard kind != .jpeg else {
      let header = try JPEGHeader(bytes)
      try limits.check(width: header.width, height: header.height)
      return PictureHeader(
        kind: .jpeg, storedWidth: header.width, storedHeight: header.height, orientation: header.orientation)
    }
    return try VipsDecoder.withPicture(bytes, kind, limits) { (picture) throws(ImagingError) in picture.header(kind) }
  }
}
