/// Refuses files of very many frames, pages, tags or boxes, of which few would be read: libwebp's time grows with the square
/// of the frames, libtiff's with that of the tags, libheif keeps an object for each box, and 30 MB hold millions of them.
enum PartBound {
  static let parts = 10_000
  /// Different tags of a TIFF file, and entries of all of its pages: cameras and scanners write some 100 and 30 a page.
  private static let (tags, entries) = (500, 400_000)

  /// Throws `ImagingError.undecodable`.
  static func check(_ bytes: [UInt8], _ kind: ImageFormat) throws(ImagingError) {
    let flaw: String? =
      switch kind {
      case .webp: webp(bytes) ? nil : frames
      case .tiff: tiff(bytes)
      case .heic, .avif: boxes(bytes)
      // GIF's loader passes over frames in one go; the others have none.
      case .gif, .png, .jpeg: nil
      }
    if let flaw { throw .undecodable(kind, reason: flaw) }
  }

  private static let frames = "it has over \(parts) frames, of which only the first would be read"

  private static func boxes(_ bytes: [UInt8]) -> String? {
    guard MediaBoxes.count(bytes, limit: parts) <= parts else { return "it has over \(parts) boxes" }
    return MediaItems(bytes).flaw(bytes)
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

  /// Pages may share the places of their values: what all claim together is what libtiff reads.
  private static func tiff(_ bytes: [UInt8]) -> String? {
    var (seen, known): (Set<Int>, Set<Int>) = ([], [])
    var (count, claimed) = (0, 0)
    var directory = TIFFDirectory(bytes)
    // One that leads back ends the list, as libtiff has it.
    while let here = directory, seen.insert(here.start).inserted {
      count += here.entries
      if seen.count > parts { return frames }
      if count > entries { return "it has over \(entries) tags" }
      for entry in 0..<here.entries {
        guard let (tag, bytes) = here.claim(entry) else { break }
        known.insert(tag)
        claimed += bytes
      }
      if known.count > tags { return "it has over \(tags) different tags" }
      if claimed > 4 * bytes.count { return "its tags claim more bytes than the file has" }
      directory = here.next
    }
    return nil
  }
}
