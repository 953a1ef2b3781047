/// Refuses a HEIF file (HEIC, AVIF) whose coded images are larger than the image it shows, or that is made of very many
/// tiles: decoders take memory and time by what is coded, and libvips tells only what is shown.
enum CodedSize {
  /// The most tiles; a camera's 200 megapixels have some 800.
  static let tiles = 2048
  /// The most units of an item that are looked through.
  static let units = 4096
  /// Of what isn't looked through: larger than any image.
  static let unknown = (width: Int(Int32.max), height: Int(Int32.max))
  /// Coded pixels that are always allowed: what encoders fill small images up to.
  private static let least = 1 << 20

  /// Throws `ImagingError.undecodable` where a coded image has over twice the shown pixels, and where there are too many
  /// tiles.
  static func check(_ bytes: [UInt8], _ kind: ImageFormat, width: Int, height: Int) throws(ImagingError) {
    let items = MediaItems(bytes)
    guard items.references <= tiles else {
      throw .undecodable(kind, reason: "it is made of over \(tiles) tiles")
    }
    let allowed = max(2 * width * height, least)
    for size in items.codedSizes(bytes) where size.width * size.height > allowed {
      throw .undecodable(kind, reason: "its headers disagree on the size")
    }
  }
}
