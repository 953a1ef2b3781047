/// The orientation in a PNG file's `eXIf` chunk (PNG specification, third edition), which libvips passes over.
enum PNGOrientation {
  static func read(_ bytes: [UInt8]) -> Orientation? {
    var offset = 8
    while let length = bytes.big32(at: offset), length <= bytes.count - offset - 8 {
      let body = offset + 8..<offset + 8 + length
      if bytes.has("eXIf", at: offset + 4) { return EXIF.orientation(Array(bytes[body])) }
      offset = body.upperBound + 4
    }
    return nil
  }
}
