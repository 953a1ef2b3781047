/// A decoded image, or a part of one. Any number of tasks may draw from it at once.
package struct DecodedImage: Sendable {
  /// The format that the bytes were in.
  package let kind: ImageFormat
  /// Width in pixels of the upright original, or of the part this is, however small it was decoded.
  package let width: Int
  /// Height in pixels of the upright original, or of its part.
  package let height: Int
  /// Width in pixels of the whole upright original.
  package let wholeWidth: Int
  /// Height in pixels of the whole upright original.
  package let wholeHeight: Int
  /// The part of the upright original that this is.
  package let part: Region
  /// How the stored pixels are rotated or mirrored to be upright.
  package let orientation: Orientation
  /// Number of frames or pages in the file; this is the first.
  package let frames: Int
  /// The share of the rows, of 1, that a truncated file lacks, whose place is gray; nil for a whole file.
  package var missingRows: Double? { pixels.missingRows }
  let pixels: Pixels

  /// Decodes the first frame of an image whose format is detected from its bytes.
  ///
  /// With `minimumSide` a large image may be decoded smaller, its shorter side never below it; twice the side that
  /// is to be drawn keeps within 1/255 of the full decoding. Throws `ImagingError`: limits are checked against the
  /// header, before any pixel is decoded.
  package static func decode(
    _ bytes: [UInt8], limits: Limits = Limits(), minimumSide: Int? = nil
  ) throws(ImagingError) -> DecodedImage {
    try limits.check(bytes: bytes.count)
    let kind = try ImageFormat.tell(bytes)
    guard kind == .jpeg else {
      let (header, pixels) = try VipsDecoder.decode(
        bytes, DecodingJob(kind: kind, limits: limits, minimumSide: minimumSide))
      return DecodedImage(header, pixels)
    }
    let jpeg = try JPEGHeader(bytes)
    try jpeg.check(bytes, limits)
    let header = ImageHeader(
      kind: .jpeg, storedWidth: jpeg.width, storedHeight: jpeg.height, orientation: jpeg.orientation)
    let profile = jpeg.profile.flatMap(ICCProfile.foreign)
    let transform = profile.flatMap { ColourTransform.from($0, layout: ColourTransform.rgb) }
    if profile == nil || transform != nil,
      let pixels = try JPEGDecoder.decode(bytes, jpeg, limits: limits, minimumSide: minimumSide, through: transform)
    {
      return DecodedImage(header, pixels)
    }
    let shrink = JPEGDecoder.shrink(width: jpeg.width, height: jpeg.height, minimumSide: minimumSide)
    return DecodedImage(header, try VipsDecoder.decode(bytes, jpeg, limits, shrink: shrink))
  }

  init(_ header: ImageHeader, _ pixels: Pixels) {
    kind = header.kind
    (width, height) = (header.width, header.height)
    (wholeWidth, wholeHeight) = (header.width, header.height)
    part = .whole
    orientation = header.orientation
    frames = header.frames
    self.pixels = pixels
  }

  private init(_ whole: DecodedImage, part: Region) {
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

extension DecodedImage {
  /// A part of the image as an image of its own: everything drawn from it comes from there. Its `luma` and `spread`
  /// stay those of the whole.
  ///
  /// No pixel is copied; a part is never smaller than a pixel.
  package func cropped(to region: Region) -> DecodedImage { DecodedImage(self, part: region.within(part)) }

  /// Decodes an image and crops it to the region that `part` returns for its upright width and height; nil for all of
  /// it.
  ///
  /// `minimumSide` is of the part: a small one is decoded with as many pixels as an image of its size would be. Throws
  /// as the other `decode` does.
  package static func decode(
    _ bytes: [UInt8], limits: Limits = Limits(), minimumSide: Int? = nil, part: (_ width: Int, _ height: Int) -> Region?
  ) throws(ImagingError) -> DecodedImage {
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
