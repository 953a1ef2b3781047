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

/// The boxes of an ISO base media file (ISO/IEC 14496-12, 4.2; for images ISO/IEC 23008-12).
enum MediaBoxes {
  /// Counts boxes and those within them; stops once there are more than `limit`.
  static func count(_ bytes: [UInt8], limit: Int) -> Int {
    var count = 0
    // Where boxes are still to be read, the innermost last: from here to there.
    var open = [(start: 0, end: bytes.count)]
    while let (start, end) = open.popLast() {
      guard count <= limit, start + 8 <= end, let short = bytes.big32(at: start) else { continue }
      count += 1
      var (header, size) = (8, short)
      if short == 1, let high = bytes.big32(at: start + 8), let low = bytes.big32(at: start + 12) {
        (header, size) = (16, high > 0 ? end - start : low)
      } else if short == 0 {
        size = end - start
      }
      guard size >= header else { continue }
      let next = min(start + size, end)
      open.append((next, end))
      if let skipped = contents(bytes, at: start) { open.append((start + header + skipped, next)) }
    }
    return count
  }

  /// How many bytes of its own a box has before those in it; nil for one that holds none.
  private static func contents(_ bytes: [UInt8], at start: Int) -> Int? {
    func has(_ types: String...) -> Bool { types.contains { bytes.has($0, at: start + 4) } }
    if has("iprp", "ipco", "dinf", "moov", "trak", "mdia", "minf", "stbl") { return 0 }
    if has("meta", "iref", "grpl") { return 4 }
    if has("dref", "stsd") { return 8 }
    // A version, and the number of entries in two bytes or four.
    if has("iinf") { return start + 8 < bytes.count && bytes[start + 8] == 0 ? 6 : 8 }
    return nil
  }
}
