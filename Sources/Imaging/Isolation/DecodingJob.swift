/// What libvips is asked for: an image's header, or its pixels, too.
struct DecodingJob: Hashable, Sendable {
  let kind: ImageFormat
  let limits: Limits
  /// 1, 2, 4 or 8 to decode a JPEG smaller; the others ignore it.
  var shrink = 1
  /// Whether what a truncated JPEG lacks is gray, rather than an error.
  var isPartial = false
  /// What `DecodedImage.decode` takes; nil to decode all pixels.
  var minimumSide: Int?

  /// Rows that are decoded at a time: strips keep the interleaved pixels few, and turns between two processes.
  static func strip(width: Int) -> Int { max(16, (1 << 18) / (3 * width)) }
}

/// Takes what a decoder gives, piece by piece.
protocol RowSink {
  /// Says how many rows follow, and what they are: three bytes a pixel. May be said again, and all rows follow again.
  mutating func begin(_ coding: Pixels.Coding, width: Int, height: Int) throws(ImagingError)
  /// Takes the next rows, `stride` bytes from one to the next.
  mutating func add(_ rows: UnsafePointer<UInt8>, count: Int, stride: Int) throws(ImagingError)
}
