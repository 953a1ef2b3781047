import Support

/// The supported image formats, detected from their first bytes and never from a name.
package enum ImageFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case jpeg, png, webp, gif, tiff, heic, avif

  /// The format's usual name.
  package var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    case .gif: "GIF"
    case .tiff: "TIFF"
    case .heic: "HEIC"
    case .avif: "AVIF"
    }
  }

  /// IANA media type.
  package var mediaType: String { "image/\(rawValue)" }

  static var list: String {
    let names = allCases.map(\.name)
    return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }

  /// Detects the format from the bytes.
  ///
  /// Throws `ImagingError.empty`, or `.unsupported` naming what the bytes are.
  package static func tell(_ bytes: [UInt8]) throws(ImagingError) -> ImageFormat {
    guard !bytes.isEmpty else { throw .empty }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) { return .webp }
    if bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) { return .gif }
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) { return .tiff }
    if bytes.has("ftyp", at: 4), let kind = mediaBrand(bytes) { return kind }
    throw .unsupported(found: FileSignature.name(of: Array(bytes.prefix(FileSignature.length))))
  }

  /// The still-image brand of an ISO base media file (ISO/IEC 23008-12, AV1 Image File Format): the major brand
  /// first, then the compatible ones.
  private static func mediaBrand(_ bytes: [UInt8]) -> ImageFormat? {
    let end = min(bytes.big32(at: 0) ?? 0, bytes.count, 256)
    var offsets = [8]
    if end > 16 { offsets += stride(from: 16, to: end, by: 4) }
    for offset in offsets {
      if bytes.has("avif", at: offset) || bytes.has("avis", at: offset) { return .avif }
      if ["heic", "heix", "heim", "heis", "hevc", "hevx"].contains(where: { bytes.has($0, at: offset) }) {
        return .heic
      }
    }
    return nil
  }
}
