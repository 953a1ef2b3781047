extension ImageFormat {
  /// Whether the file's own structure says that it continues after these bytes.
  ///
  /// Only the container structure is examined, no pixels: JPEG without its end marker, PNG without its end chunk, WebP,
  /// HEIC and AVIF whose boxes are longer than what exists, GIF without its last byte. TIFF, whose parts may be
  /// anywhere, never says so.
  package func isTruncated(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .jpeg: return (try? JPEGHeader(bytes)).map { !$0.isClosed(bytes) } ?? false
    case .png: return (try? PNGChunks(bytes)).map { !$0.isClosed } ?? true
    case .webp: return bytes.little32(at: 4).map { $0 > bytes.count - 8 } ?? true
    case .gif: return bytes.last(where: { $0 != 0 }) != 0x3B
    case .tiff: return false
    case .heic, .avif: return Self.boxesReachBeyond(bytes)
    }
  }

  /// Whether a top-level box (ISO/IEC 14496-12, 4.2) ends after the bytes.
  private static func boxesReachBeyond(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while let size = bytes.big32(at: offset) {
      if size == 0 { return false }
      // A size of 1 means that 64 bits follow; images have no such boxes.
      guard size >= 8 else { return false }
      guard size <= bytes.count - offset else { return true }
      offset += size
    }
    return false
  }
}

extension Pixels {
  /// The share of the rows, from the last upwards, in which every sample equals the last one.
  ///
  /// What a truncated JPEG lacks is one gray in libjpeg's decoding, and nothing else in a real image is.
  var plainRows: Double {
    let height = planes[0].height
    let coarseness = coarseness.y
    let rows = (0..<height).reversed().prefix { y in
      planes.enumerated().allSatisfy { index, plane in
        let row = plane.row(min(index == 0 ? y : y / coarseness, plane.height - 1))
        let last = plane.row(plane.height - 1)[plane.width - 1]
        return (0..<plane.width).allSatisfy { row[$0] == last }
      }
    }
    return Double(rows.count) / Double(height)
  }

  /// Notes what a truncated file lacks.
  ///
  /// Throws `ImagingError.undecodable` where the limits don't accept that.
  func truncated(_ kind: ImageFormat, _ limits: Limits) throws(ImagingError) -> Pixels {
    var part = self
    part.missingRows = plainRows
    guard limits.acceptsTruncated, plainRows <= 0.5 else {
      let share = Int(((1 - plainRows) * 100).rounded(.down))
      throw .undecodable(kind, reason: "it is truncated: \(share) % of its rows are there")
    }
    return part
  }
}
