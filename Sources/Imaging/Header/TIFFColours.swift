/// How a TIFF file's numbers are colours (TIFF 6.0, section 8 and the later ones), where libvips takes them for others.
enum TIFFColours {
  /// Whether the three bands that libvips reads as red, green and blue are luma and chroma.
  ///
  /// Throws `ImagingError.undecodable` for what would be decoded to other colours than intended.
  static func areYCbCr(_ bytes: [UInt8]) throws(ImagingError) -> Bool {
    // What has no directory is refused by libvips.
    guard let directory = TIFFDirectory(bytes) else { return false }
    let bits = directory.values(258).first ?? 1
    if directory.values(339).first == 3 || bits > 16 {
      throw refusal("its samples are \(bits)-bit numbers whose black and white aren't stated", "8 or 16 bits")
    }
    switch directory.values(262).first {
    case 6:
      // JPEG within the file says itself how its colours are coded.
      if let compression = directory.values(259).first, [6, 7].contains(compression) { return false }
      // Two by two is what holds where the tag is missing.
      guard directory.values(530) == [1, 1], bits == 8, directory.values(277).first == 3 else {
        throw refusal("its colours are YCbCr with coarser chroma", "RGB")
      }
      return true
    case 8, 9, 10: throw refusal("its colours are CIELab", "RGB")
    case 32_844, 32_845: throw refusal("its colours are logarithmic luminance", "RGB")
    default: return false
    }
  }

  /// How many samples of a pixel are colours, where it has others of unstated meaning, which libvips takes for transparency
  /// (ExtraSamples, TIFF 6.0, section 18); nil where all count.
  static func colours(_ bytes: [UInt8]) -> Int? {
    guard let directory = TIFFDirectory(bytes), directory.values(338).first == 0 else { return nil }
    return switch directory.values(262).first {
    case 0, 1: 1
    case 2: 3
    case 5: 4
    default: nil
    }
  }

  private static func refusal(_ reason: String, _ other: String) -> ImagingError {
    .undecodable(.tiff, reason: "\(reason), which is not supported: convert it to \(other)")
  }
}
