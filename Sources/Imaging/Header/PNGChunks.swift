/// What the chunks of a PNG file (PNG specification, third edition) say that libvips ignores, read before libpng sees
/// them.
struct PNGChunks {
  /// From the `eXIf` chunk; nil where there is none.
  private(set) var orientation: Orientation?
  /// From the `acTL` chunk of an animated PNG; 1 where there is none.
  private(set) var frames = 1
  /// Whether the end chunk is there.
  private(set) var isClosed = false

  /// Walks the chunks.
  ///
  /// Throws `ImagingError.undecodable` where a chunk claims to be longer than the file: such an image is truncated, and
  /// libpng would first allocate memory for what isn't there.
  init(_ bytes: [UInt8]) throws(ImagingError) {
    var offset = 8
    while let length = bytes.big32(at: offset) {
      guard length <= bytes.count - offset - 8 else { throw .undecodable(.png, reason: "it is truncated") }
      let body = offset + 8..<offset + 8 + length
      if bytes.has("IEND", at: offset + 4) {
        isClosed = true
        break
      }
      if orientation == nil, bytes.has("eXIf", at: offset + 4) { orientation = EXIF.orientation(Array(bytes[body])) }
      if bytes.has("acTL", at: offset + 4), let count = bytes.big32(at: body.lowerBound), length >= 8 {
        frames = max(1, count)
      }
      offset = body.upperBound + 4
    }
  }
}
