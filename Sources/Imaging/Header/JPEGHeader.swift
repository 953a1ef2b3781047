/// What the markers of a JPEG file before its first scan say (ITU-T T.81, annex B).
struct JPEGHeader {
  var width = 0
  var height = 0
  var components = 0
  /// Whether all coefficients must be held until the last scan is read.
  var isProgressive = false
  var orientation = Orientation.upright
  var profile: [UInt8]?
  /// Offset of the first entropy-coded byte.
  var scan = 0
  /// Where segments lie, marker and all, that no decoder needs; those after one another are one.
  private var metadata: [Range<Int>] = []

  /// Walks the markers; throws `ImagingError.undecodable` where there is no frame header before the first scan.
  init(_ bytes: [UInt8]) throws(ImagingError) {
    var offset = 2
    var chunks: [Int: ArraySlice<UInt8>] = [:]
    var (hasEXIF, isAfterNeeded) = (false, true)
    while let marker = Self.marker(bytes, from: &offset) {
      if marker == 0xD9 { break }
      if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
      guard let length = bytes.big16(at: offset), length >= 2, offset + length <= bytes.count else { break }
      let body = offset + 2..<offset + length
      switch marker {
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
        guard let height = bytes.big16(at: body.lowerBound + 1), let width = bytes.big16(at: body.lowerBound + 3),
          body.count >= 6
        else { break }
        try Self.check(coding: marker, bits: bytes[body.lowerBound])
        (self.width, self.height, components) = (width, height, Int(bytes[body.lowerBound + 5]))
        isProgressive = marker != 0xC0 && marker != 0xC1
      case 0xE1 where !hasEXIF && bytes.has("Exif\0\0", at: body.lowerBound) && body.count > 6:
        hasEXIF = true
        orientation = EXIF.orientation(Array(bytes[body.dropFirst(6)])) ?? .upright
      case 0xE2 where bytes.has("ICC_PROFILE\0", at: body.lowerBound) && body.count > 14:
        chunks[Int(bytes[body.lowerBound + 12])] = bytes[body.dropFirst(14)]
      case 0xDA:
        scan = body.upperBound
      default: break
      }
      // Other applications' data and comments, but for what JFIF, ICC and Adobe say of the colours.
      let isNeeded = !(0xE0...0xEF).contains(marker) && marker != 0xFE || [0xE0, 0xE2, 0xEE].contains(marker)
      if !isNeeded {
        let start = isAfterNeeded ? body.lowerBound - 4 : metadata.removeLast().lowerBound
        metadata.append(start..<body.upperBound)
      }
      isAfterNeeded = isNeeded
      offset = body.upperBound
      if scan > 0 { break }
    }
    guard width > 0, height > 0, scan > 0 else {
      throw .undecodable(.jpeg, reason: "its header is damaged or gives no size")
    }
    if !chunks.isEmpty { profile = chunks.sorted { $0.key < $1.key }.flatMap(\.value) }
  }

  /// Returns the file without EXIF, XMP and the like, of which libvips joins any number of parts in the square of their time.
  func withoutMetadata(_ bytes: [UInt8]) -> [UInt8] { bytes.without(metadata) }

  /// Throws `ImagingError.undecodable` for the codings that no decoder here knows (T.81, table B.1).
  private static func check(coding marker: UInt8, bits: UInt8) throws(ImagingError) {
    let reason: String? =
      switch marker {
      case 0xC3, 0xCB: "it is a lossless JPEG"
      case 0xC5...0xC7, 0xCD...0xCF: "it is a hierarchical JPEG"
      default: bits == 8 ? nil : "its samples have \(bits) bits"
      }
    if let reason {
      throw .undecodable(.jpeg, reason: "\(reason), which is not supported: save it with 8 bits per sample")
    }
  }

  /// Moves past the next marker and returns its code; stray bytes and `FF 00` before it are skipped.
  private static func marker(_ bytes: [UInt8], from offset: inout Int) -> UInt8? {
    while offset + 1 < bytes.count {
      let code = bytes[offset + 1]
      if bytes[offset] == 0xFF, code != 0, code != 0xFF {
        offset += 2
        return code
      }
      offset += 1
    }
    return nil
  }

  /// Whether the scans are followed by an end-of-image marker.
  func isClosed(_ bytes: [UInt8]) -> Bool { walk(bytes) { $0 == 0xD9 } == .found }

  /// Where the segment between two scans begins that a file ends within; nil for one that ends elsewhere.
  func cutSegment(_ bytes: [UInt8]) -> Int? {
    if case .cut(let segment) = walk(bytes, until: { _ in false }) { return segment }
    return nil
  }

  /// Refuses sizes beyond the limits, and a progressive file of so many scans of so many pixels that few bytes would take
  /// seconds: each scan passes over all coefficients.
  ///
  /// Throws `ImagingError`.
  func check(_ bytes: [UInt8], _ limits: Limits) throws(ImagingError) {
    try limits.check(width: width, height: height)
    guard isProgressive else { return }
    // Encoders write about ten; libjpeg-turbo itself stops at 500.
    let most = max(64, 2_000_000_000 / (width * height))
    var scans = 1
    let end = walk(bytes) { marker in
      if marker == 0xDA { scans += 1 }
      return scans > most
    }
    if end == .found { throw .undecodable(.jpeg, reason: "it has over \(most) scans") }
  }

  /// How a walk over the markers after the first scan's header ends.
  private enum WalkEnd: Equatable {
    /// At the marker that was looked for.
    case found
    /// Within the segment that begins there.
    case cut(Int)
    case elsewhere
  }

  private func walk(_ bytes: [UInt8], until isLast: (UInt8) -> Bool) -> WalkEnd {
    var offset = scan
    while let marker = Self.marker(bytes, from: &offset) {
      if isLast(marker) { return .found }
      if marker == 0x01 || (0xD0...0xD9).contains(marker) { continue }
      guard let length = bytes.big16(at: offset), length <= bytes.count - offset else { return .cut(offset - 2) }
      guard length >= 2 else { return .elsewhere }
      offset += length
    }
    return .elsewhere
  }
}
