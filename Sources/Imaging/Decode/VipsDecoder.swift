import CVips

/// Decodes everything but ordinary JPEG files, with libvips, to three sRGB planes.
///
/// Alpha is laid on white; 16 bits, palettes, gray and CMYK become 8-bit sRGB, through the embedded profile where
/// there is one. A file that is cut short is refused.
enum VipsDecoder {
  static let started = cvips_start() == 0

  static func decode(
    _ bytes: [UInt8], _ kind: PictureKind, _ limits: Limits, minimumSide: Int?
  ) throws(ImagingError) -> (PictureHeader, Pixels) {
    try withPicture(bytes, kind, limits) { (picture) throws(ImagingError) in
      let header = picture.header(kind)
      return (header, try picture.pixels(kind, minimumSide: minimumSide))
    }
  }

  /// Opens a picture, checks its size and closes it after `body`.
  static func withPicture<Result>(
    _ bytes: [UInt8], _ kind: PictureKind, _ limits: Limits, shrink: Int = 1,
    _ body: (inout Opened) throws(ImagingError) -> Result
  ) throws(ImagingError) -> Result {
    guard started else { throw .undecodable(kind, reason: "libvips did not start") }
    if let (width, height) = ClaimedSize.of(bytes, kind) { try limits.check(width: width, height: height) }
    let chunks = kind == .png ? try PNGChunks(bytes) : nil
    // libvips reads from these bytes until the picture is closed, so all of that happens while they are pinned.
    return try bytes.span.withUnsafeBytes { (buffer) throws(ImagingError) in
      var opened = Opened(picture: cvips_picture(image: nil), chunks: chunks)
      guard cvips_open(loader(kind), buffer.baseAddress, buffer.count, Int32(shrink), &opened.picture) == 0 else {
        throw .undecodable(kind, reason: "its header is damaged, cut short or of an unknown variant")
      }
      defer { cvips_close(opened.picture) }
      let info = cvips_describe(opened.picture)
      guard info.width > 0, info.height > 0 else { throw .undecodable(kind, reason: "it names no size") }
      try limits.check(width: Int(info.width), height: Int(info.height))
      return try body(&opened)
    }
  }

  /// A picture between opening and closing.
  struct Opened {
    var picture: cvips_picture
    /// What libvips doesn't read itself.
    let chunks: PNGChunks?

    func header(_ kind: PictureKind) -> PictureHeader {
      let info = cvips_describe(picture)
      return PictureHeader(
        kind: kind, storedWidth: Int(info.width), storedHeight: Int(info.height),
        orientation: chunks?.orientation ?? Orientation(rawValue: Int(info.orientation)) ?? .upright,
        frames: max(1, Int(info.frames), chunks?.frames ?? 1))
    }

    mutating func pixels(_ kind: PictureKind, minimumSide: Int?) throws(ImagingError) -> Pixels {
      let before = cvips_describe(picture)
      var length = 0
      let profile = cvips_profile(picture, &length).map { [UInt8](UnsafeRawBufferPointer(start: $0, count: length)) }
      let useProfile = profile.map { !ICCProfile.isSRGB($0) } ?? false
      let shrink = Self.shrink(Int(before.width), Int(before.height), minimumSide)
      guard cvips_convert(&picture, useProfile ? 1 : 0, Int32(shrink)) == 0 else {
        throw .undecodable(kind, reason: "its colours can't be made sRGB")
      }
      let info = cvips_describe(picture)
      var planes: [Plane] = []
      for _ in 0..<3 { planes.append(try Plane(width: Int(info.width), height: Int(info.height))) }
      guard cvips_read(picture, planes[0].row(0), planes[1].row(0), planes[2].row(0), planes[0].stride) == 0 else {
        throw .undecodable(kind, reason: "its pixels are damaged or cut short")
      }
      return Pixels(coding: .rgb, planes: planes, width: Double(info.width), height: Double(info.height))
    }

    /// Averaging squares keeps the picture as sharp as antialiasing does as long as twice the side is left.
    private static func shrink(_ width: Int, _ height: Int, _ minimumSide: Int?) -> Int {
      guard let minimumSide, minimumSide > 0 else { return 1 }
      return max(1, min(width, height) / (2 * minimumSide))
    }
  }

  private static func loader(_ kind: PictureKind) -> cvips_loader {
    switch kind {
    case .jpeg: CVIPS_JPEG
    case .png: CVIPS_PNG
    case .webp: CVIPS_WEBP
    case .gif: CVIPS_GIF
    case .tiff: CVIPS_TIFF
    case .heic, .avif: CVIPS_HEIF
    }
  }
}
