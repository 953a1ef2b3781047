/// A decoded picture. Any number of tasks may draw from it at once.
package struct Picture: Sendable {
  package let kind: PictureKind
  /// Width in pixels of the upright original, however small it was decoded.
  package let width: Int
  /// Height in pixels of the upright original.
  package let height: Int
  /// How the stored pixels are turned to stand upright.
  package let orientation: Orientation
  /// Number of frames or pages in the file; this is the first.
  package let frames: Int
  let pixels: Pixels

  /// Decodes the first frame of a picture whose kind is told from its bytes.
  ///
  /// With `minimumSide` a large picture may be decoded smaller, its shorter side never below it; twice the side that
  /// is to be drawn keeps within 1/255 of the full decoding. Throws `ImagingError`: limits are checked against the
  /// header, before any pixel is decoded.
  package static func decode(
    _ bytes: [UInt8], limits: Limits = Limits(), minimumSide: Int? = nil
  ) throws(ImagingError) -> Picture {
    try limits.check(bytes: bytes.count)
    let kind = try PictureKind.tell(bytes)
    guard kind == .jpeg else {
      let (header, pixels) = try VipsDecoder.decode(bytes, kind, limits, minimumSide: minimumSide)
      return Picture(header, pixels)
    }
    let jpeg = try JPEGHeader(bytes)
    try limits.check(width: jpeg.width, height: jpeg.height)
    let header = PictureHeader(
      kind: .jpeg, storedWidth: jpeg.width, storedHeight: jpeg.height, orientation: jpeg.orientation)
    let plain = jpeg.profile.map(ICCProfile.isSRGB) ?? true
    if plain, let pixels = try JPEGDecoder.decode(bytes, jpeg, minimumSide: minimumSide) {
      return Picture(header, pixels)
    }
    let shrink = JPEGDecoder.shrink(width: jpeg.width, height: jpeg.height, minimumSide: minimumSide)
    let pixels = try VipsDecoder.withPicture(bytes, .jpeg, limits, shrink: shrink) { (picture) throws(ImagingError) in
      try picture.pixels(.jpeg, minimumSide: nil)
    }
    return Picture(header, pixels)
  }

  private init(_ header: PictureHeader, _ pixels: Pixels) {
    kind = header.kind
    width = header.width
    height = header.height
    orientation = header.orientation
    frames = header.frames
    self.pixels = pixels
  }
}
