import CVips
import Support

/// Decodes all but ordinary JPEG files, with libvips, to three sRGB planes.
///
/// Alpha is composited on white; 16 bits, palettes, gray and CMYK become 8-bit sRGB, through the embedded profile where
/// there is one. A file that is truncated is refused, unless it is a JPEG and the limits accept it in part.
enum VipsDecoder {
  static let started = cvips_start() == 0

  /// Has libheif look for the files of its decoders, which it does when it is first asked for an image.
  static func warmUp() {
    let box = Array("\0\0\0\u{14}ftypavif\0\0\0\0avif".utf8)
    var opened = cvips_image(image: nil)
    if started, cvips_open(CVIPS_HEIF, box, box.count, 1, &opened) == 0 { cvips_close(opened) }
  }

  /// Decodes a JPEG that TurboJPEG doesn't, or whose profile isn't sRGB.
  static func decode(
    _ bytes: [UInt8], _ jpeg: JPEGHeader, _ limits: Limits, shrink: Int
  ) throws(ImagingError) -> Pixels {
    let bare = jpeg.withoutMetadata(bytes)
    var job = DecodingJob(kind: .jpeg, limits: limits, shrink: shrink)
    do {
      return try decode(bare, job).pixels
    } catch {
      guard case .undecodable = error, !jpeg.isClosed(bytes) else { throw error }
      job.isPartial = true
      return try decode(bare, job).pixels.truncated(.jpeg, limits)
    }
  }

  /// Decodes an image, in a process of the limits' pool where there is one.
  static func decode(_ bytes: [UInt8], _ job: DecodingJob) throws(ImagingError) -> (header: ImageHeader, pixels: Pixels)
  {
    if let pool = job.limits.pool { return try pool.decode(bytes, job) }
    return try withImage(bytes, job) { (image) throws(ImagingError) in
      let header = image.header(job.kind)
      var sink = PlaneSink()
      try image.read(job, into: &sink)
      guard let pixels = sink.pixels else {
        throw .undecodable(job.kind, reason: "its pixels are damaged or truncated")
      }
      return (header, pixels)
    }
  }

  /// Reads an image's header, in a process of the limits' pool where there is one.
  static func header(_ bytes: [UInt8], _ job: DecodingJob) throws(ImagingError) -> ImageHeader {
    if let pool = job.limits.pool { return try pool.header(bytes, job) }
    return try withImage(bytes, job) { (image) throws(ImagingError) in image.header(job.kind) }
  }

  /// The most bytes of a pixel: satellites' images have some 13 samples of 2 bytes, and of thousands three would be used.
  private static let pixelLimit: Int32 = 64

  /// Opens an image, checks its size and closes it after `body`.
  static func withImage<Result>(
    _ bytes: [UInt8], _ job: DecodingJob, _ body: (inout Opened) throws(ImagingError) -> Result
  ) throws(ImagingError) -> Result {
    let (kind, limits) = (job.kind, job.limits)
    guard started else { throw .undecodable(kind, reason: "libvips did not start") }
    if let (width, height) = ClaimedSize.of(bytes, kind) { try limits.check(width: width, height: height) }
    let chunks = kind == .png ? try PNGChunks(bytes) : nil
    try PartBound.check(bytes, kind)
    let bytes = chunks?.withoutTexts(bytes) ?? bytes
    let isYCbCr = kind == .tiff ? try TIFFColours.areYCbCr(bytes) : false
    let colours = kind == .tiff ? TIFFColours.colours(bytes) : nil
    // libvips reads from these bytes until the image is closed, so all of that happens while they are pinned.
    return try bytes.span.withUnsafeBytes { (buffer) throws(ImagingError) in
      var opened = Opened(image: cvips_image(image: nil), chunks: chunks, isYCbCr: isYCbCr, colours: colours)
      let loader = job.isPartial ? CVIPS_JPEG_PARTIAL : loader(kind)
      guard cvips_open(loader, buffer.baseAddress, buffer.count, Int32(job.shrink), &opened.image) == 0 else {
        throw failure(kind, "its header is damaged, truncated or of an unknown variant", bytes: bytes.count)
      }
      defer { cvips_close(opened.image) }
      let info = cvips_describe(opened.image)
      guard info.width > 0, info.height > 0 else { throw .undecodable(kind, reason: "its header gives no size") }
      try limits.check(width: Int(info.width), height: Int(info.height))
      if let (width, height) = ClaimedSize.certain(bytes, kind), info.width > width || info.height > height {
        throw .undecodable(kind, reason: "its headers disagree on the size")
      }
      guard info.pixel_bytes <= Self.pixelLimit else {
        throw .undecodable(
          kind, reason: "it has \(info.bands) samples in each pixel, which is not supported: convert it to RGB")
      }
      if kind == .heic || kind == .avif {
        try CodedSize.check(bytes, kind, width: Int(info.width), height: Int(info.height))
      }
      return try body(&opened)
    }
  }

  /// libvips doesn't distinguish a shortage of memory from damage, so the memory is asked for first.
  static func failure(_ kind: ImageFormat, _ reason: String, bytes: Int) -> ImagingError {
    MemoryRoom.allows(bytes) ? .undecodable(kind, reason: reason) : .outOfMemory(bytes: bytes)
  }

  /// An image between opening and closing.
  struct Opened {
    var image: cvips_image
    /// What libvips doesn't read itself.
    let chunks: PNGChunks?
    /// Whether the bands aren't the colours that libvips takes them for.
    let isYCbCr: Bool
    /// How many bands are colours, where others are to be passed over.
    let colours: Int?

    func header(_ kind: ImageFormat) -> ImageHeader {
      let info = cvips_describe(image)
      return ImageHeader(
        kind: kind, storedWidth: Int(info.width), storedHeight: Int(info.height),
        orientation: chunks?.orientation ?? Orientation(rawValue: Int(info.orientation)) ?? .upright,
        frames: max(1, Int(info.frames), chunks?.frames ?? 1), pixelBytes: Int(info.pixel_bytes))
    }

    /// Converts the image to sRGB and reads it.
    mutating func read(_ job: DecodingJob, into sink: inout some RowSink) throws(ImagingError) {
      let kind = job.kind
      if let colours, cvips_keep(&image, Int32(colours)) != 0 {
        throw failure(kind, "its samples can't be read", bytes: 0)
      }
      let before = cvips_describe(image)
      var length = 0
      let profile = cvips_profile(image, &length).flatMap { start in
        length > ICCProfile.sizeLimit ? nil : [UInt8](UnsafeRawBufferPointer(start: start, count: length))
      }
      let foreign = isYCbCr ? nil : profile.flatMap(ICCProfile.foreign)
      if let foreign, foreign != profile { cvips_set_profile(image, foreign, foreign.count) }
      let transform = foreign.flatMap { ColourTransform.from($0, layout: cvips_layout(image)) }
      let shrink = Self.shrink(Int(before.width), Int(before.height), job.minimumSide)
      // What the loaders hold of each pixel at most, and the planes.
      let size = 15 * Int(before.width) * Int(before.height)
      defer { withExtendedLifetime(transform) {} }
      guard cvips_convert(&image, transform?.handle, foreign == nil ? 0 : 1, Int32(shrink)) == 0 else {
        throw failure(kind, "its colours can't be made sRGB", bytes: size)
      }
      let info = cvips_describe(image)
      let (width, height) = (Int(info.width), Int(info.height))
      try sink.begin(isYCbCr ? .yuv(shiftX: 0, shiftY: 0) : .rgb, width: width, height: height)
      guard let rows = cvips_rows(image) else { throw failure(kind, "its pixels can't be read", bytes: size) }
      defer { cvips_rows_end(rows) }
      // Sequential loaders give rows in this order alone.
      let most = DecodingJob.strip(width: width)
      for top in stride(from: 0, to: height, by: most) {
        let count = min(most, height - top)
        var (start, step): (UnsafePointer<UInt8>?, Int) = (nil, 0)
        guard cvips_rows_next(rows, Int32(top), Int32(count), &start, &step) == 0, let start else {
          throw failure(kind, "its pixels are damaged or truncated", bytes: size)
        }
        try sink.add(start, count: count, stride: step)
      }
    }

    /// Averaging squares keeps the image as sharp as antialiasing does as long as twice the side remains.
    private static func shrink(_ width: Int, _ height: Int, _ minimumSide: Int?) -> Int {
      guard let minimumSide, minimumSide > 0 else { return 1 }
      return max(1, min(width, height) / (2 * minimumSide))
    }
  }

  private static func loader(_ kind: ImageFormat) -> cvips_loader {
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
