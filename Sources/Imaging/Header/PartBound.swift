/// Refuses files of very many frames, pages or boxes, of which few would be read: libwebp's time grows with the square of the
/// frames, libheif keeps an object for each box, and 30 MB hold millions of them.
enum PartBound {
  static let parts = 10_000

  /// Throws `ImagingError.undecodable`.
  static func check(_ bytes: [UInt8], _ kind: ImageFormat) throws(ImagingError) {
    let isWithin =
      switch kind {
      case .webp: webp(bytes)
      case .tiff: tiff(bytes)
      case .heic, .avif: MediaBoxes.count(bytes, limit: parts) <= parts
      // GIF's loader passes over frames in one go; the others have none.
      case .gif, .png, .jpeg: true
      }
    guard isWithin else {
      let noun = kind == .heic || kind == .avif ? "boxes" : "frames, of which only the first would be read"
      throw .undecodable(kind, reason: "it has over \(parts) \(noun)")
    }
  }

  /// The chunks of a RIFF file, each of which the demuxer keeps (WebP container specification).
  private static func webp(_ bytes: [UInt8]) -> Bool {
    var (offset, count) = (12, 0)
    while count <= parts, let length = bytes.little32(at: offset + 4) {
      count += 1
      offset += 8 + length + length % 2
    }
    return count <= parts
  }

  private static func tiff(_ bytes: [UInt8]) -> Bool {
    var seen: Set<Int> = []
    var directory = TIFFDirectory(bytes)
    // One that leads back ends the list, as libtiff has it.
    while seen.count <= parts, let here = directory, seen.insert(here.start).inserted { directory = here.next }
    return seen.count <= parts
  }
}
