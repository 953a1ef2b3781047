/// A decoded picture, or a part of one. Any number of tasks may draw from it at once.
package struct Picture: Sendable {
  package let kind: PictureKind
  /// Width in pixels of the upright original, or of its part that this is, however small it was decoded.
  package let width: Int
  /// Height in pixels of the upright original, or of its part.
  package let height: Int
  /// Width in pixels of the whole upright original.
  package let wholeWidth: Int
  /// Height in pixels of the whole upright original.
  package let wholeHeight: Int
  /// The part of the upright original that this is.
  package let part: Region
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
    (width, height) = (header.width, header.height)
    (wholeWidth, wholeHeight) = (header.width, header.height)
    part = .whole
    orientation = header.orientation
    frames = header.frames
    self.pixels = pixels
  }

  private init(_ whole: Picture, part: Region) {
    kind = whole.kind
    (wholeWidth, wholeHeight) = (whole.wholeWidth, whole.wholeHeight)
    width = max(1, Int((part.width * Double(wholeWidth)).rounded()))
    height = max(1, Int((part.height * Double(wholeHeight)).rounded()))
    self.part = part
    orientation = whole.orientation
    frames = whole.frames
    pixels = whole.pixels
  }
}

extension Picture {
  /// A part of the picture as a picture of its own: all that is drawn of it comes from there. Its `light` and `spread`
  /// stay those of the whole.
  ///
  /// No pixel is copied; a part is never smaller than a pixel.
  package func cropped(to region: Region) -> Picture { Picture(self, part: region.within(part)) }

  /// Decodes a picture and crops it to what `part` says of its upright width and height in pixels; nil is all of it.
  ///
  /// `minimumSide` is of the part: a small one is decoded with as many pixels as a picture of its size would be. Throws
  /// as the other `decode` does.
  package static func decode(
    _ bytes: [UInt8], limits: Limits = Limits(), minimumSide: Int? = nil, part: (_ width: Int, _ height: Int) -> Region?
  ) throws(ImagingError) -> Picture {
    let header = try inspect(bytes, limits: limits)
    guard let region = part(header.width, header.height) else {
      return try decode(bytes, limits: limits, minimumSide: minimumSide)
    }
    let shorter = min(region.width * Double(header.width), region.height * Double(header.height))
    let side = minimumSide.map { wanted in
      let whole = Double(min(header.width, header.height))
      return Int(min(whole, Double(wanted) * whole / max(shorter, 1)).rounded(.up))
    }
    return try decode(bytes, limits: limits, minimumSide: side).cropped(to: region)
  }
}
