/// The orientation in an EXIF block (EXIF 2.32: a TIFF header, then directories of 12-byte entries).
enum EXIF {
  /// Reads tag 0x0112 of the first directory; nil where the block is damaged or says nothing of it.
  static func orientation(_ block: [UInt8]) -> Orientation? {
    TIFFDirectory(block)?.values(0x0112).first.flatMap(Orientation.init(rawValue:))
  }
}
