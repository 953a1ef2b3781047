/// What the chunks of a PNG file (PNG specification, third edition) say that libvips ignores, read before libpng sees
/// them.
struct PNGChunks {
  /// From the `eXIf` chunk, else from EXIF or XMP in a text chunk; nil where none has one.
  var orientation: Orientation? { exif ?? textEXIF ?? textXMP }
  private var exif: Orientation?
  private var textEXIF: Orientation?
  private var textXMP: Orientation?
  /// Text chunks that are still looked into, so that many compressed ones cost no more than a few.
  private var texts = 16
  /// From the `acTL` chunk of an animated PNG; 1 where there is none.
  private(set) var frames = 1
  /// Where the compressed texts lie, each with its length, type and checksum.
  private var compressedTexts: [Range<Int>] = []
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
      if bytes.has("CgBI", at: offset + 4) {
        throw .undecodable(.png, reason: "it is in Apple's proprietary variant, which Xcode puts into apps")
      }
      if bytes.has("IEND", at: offset + 4) {
        isClosed = true
        break
      }
      if exif == nil, bytes.has("eXIf", at: offset + 4) { exif = EXIF.orientation(Array(bytes[body])) }
      for type in ["tEXt", "zTXt", "iTXt"] where bytes.has(type, at: offset + 4) { read(type, bytes[body]) }
      if bytes.has("zTXt", at: offset + 4) || bytes.has("iTXt", at: offset + 4) {
        compressedTexts.append(offset..<min(body.upperBound + 4, bytes.count))
      }
      if bytes.has("acTL", at: offset + 4), let count = bytes.big32(at: body.lowerBound), length >= 8 {
        frames = max(1, count)
      }
      offset = body.upperBound + 4
    }
  }

  /// Returns the file without its compressed texts, which libpng would inflate whole, to a thousand times their bytes; nil
  /// where they are too few to matter.
  func withoutTexts(_ bytes: [UInt8]) -> [UInt8]? {
    guard compressedTexts.reduce(0, { $0 + $1.count }) > 4 << 10 else { return nil }
    return bytes.without(compressedTexts)
  }

  private mutating func read(_ type: String, _ body: ArraySlice<UInt8>) {
    guard texts > 0, let content = PNGText.content(type, body) else { return }
    texts -= 1
    switch content {
    case .exif(let block): textEXIF = textEXIF ?? EXIF.orientation(block)
    case .xmp(let packet): textXMP = textXMP ?? XMP.orientation(packet)
    }
  }
}
