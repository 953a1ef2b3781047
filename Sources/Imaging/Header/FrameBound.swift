/// Refuses files of very many frames or pages, of which only the first would be read: libwebp's time grows with their
/// square, and 30 MB hold half a million.
enum FrameBound {
  static let frames = 10_000

  /// Throws `ImagingError.undecodable`.
  static func check(_ bytes: [UInt8], _ kind: ImageFormat) throws(ImagingError) {
    let isWithin =
      switch kind {
      case .webp: webp(bytes)
      case .tiff: tiff(bytes)
      // GIF's loader passes over them in one go, PNG's knows one image; the others are bounded by libheif.
      case .gif, .png, .jpeg, .heic, .avif: true
      }
    guard isWithin else {
      throw .undecodable(kind, reason: "it has over \(frames) frames, of which only the first would be read")
    }
  }

  /// The chunks of a RIFF file, each of which the demuxer keeps (WebP container specification).
  private static func webp(_ bytes: [UInt8]) -> Bool {
    var (offset, count) = (12, 0)
    while count <= frames, let length = bytes.little32(at: offset + 4) {
      count += 1
      offset += 8 + length + length % 2
    }
    return count <= frames
  }

  private static func tiff(_ bytes: [UInt8]) -> Bool {
    var seen: Set<Int> = []
    var directory = TIFFDirectory(bytes)
    // One that leads back ends the list, as libtiff has it.
    while seen.count <= frames, let here = directory, seen.insert(here.start).inserted { directory = here.next }
    return seen.count <= frames
  }
}
