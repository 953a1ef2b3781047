/// The chunks of a PNG file (PNG specification, third edition), looked over before libpng sees them.
enum PNGChunks {
  /// The orientation in the `eXIf` chunk, which libvips passes over.
  ///
  /// Throws `ImagingError.undecodable` where a chunk claims to be longer than the file: such a picture is cut short,
  /// and libpng would first make room for what isn't there.
  static func orientation(_ bytes: [UInt8]) throws(ImagingError) -> Orientation? {
    var offset = 8
    var found: Orientation?
    while let length = bytes.big32(at: offset) {
      guard length <= bytes.count - offset - 8 else { throw .undecodable(.png, reason: "it is cut short") }
      let body = offset + 8..<offset + 8 + length
      if bytes.has("IEND", at: offset + 4) { break }
      if found == nil, bytes.has("eXIf", at: offset + 4) { found = EXIF.orientation(Array(bytes[body])) }
      offset = body.upperBound + 4
    }
    return found
  }
}
