/// The orientation in an EXIF block (EXIF 2.32: a TIFF header, then directories of 12-byte entries).
enum EXIF {
  /// Reads tag 0x0112 of the first directory; nil where the block is damaged or says nothing of it.
  static func orientation(_ block: [UInt8]) -> Orientation? {
    let little: Bool
    if block.has("II", at: 0) { little = true } else if block.has("MM", at: 0) { little = false } else { return nil }
    func short(_ offset: Int) -> Int? { little ? block.little16(at: offset) : block.big16(at: offset) }
    func long(_ offset: Int) -> Int? { little ? block.little32(at: offset) : block.big32(at: offset) }
    guard short(2) == 42, let directory = long(4), let entries = short(directory) else { return nil }
    for entry in 0..<entries {
      let offset = directory + 2 + 12 * entry
      guard let tag = short(offset) else { return nil }
      guard tag == 0x0112 else { continue }
      let isShort = short(offset + 2) == 3
      return (isShort ? short(offset + 8) : long(offset + 8)).flatMap(Orientation.init(rawValue:))
    }
    return nil
  }
}
