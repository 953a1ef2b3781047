/// Refuses a HEIF file (HEIC, AVIF) whose coded images, or the canvas they are put on, are larger than the image it shows:
/// decoders take memory and time by what is coded, and libvips tells only what is shown.
enum CodedSize {
  /// The most tiles; a camera's 200 megapixels have some 800.
  static let tiles = 2048
  /// The most properties of all items together: each tile may have some ten.
  static let associations = 20 * tiles
  /// The most frames of an item: an image has one, or some layers. Those that are hidden are decoded, too.
  static let frames = 16
  /// The most units of an item that are looked through.
  static let units = 4096
  /// Of what isn't looked through: larger than any image.
  static let unknown = (width: Int(Int32.max), height: Int(Int32.max))
  /// Coded pixels that are always allowed: what encoders fill small images up to.
  private static let least = 1 << 20

  /// Throws `ImagingError.undecodable` where a coded image or a canvas has over twice the shown pixels.
  static func check(_ bytes: [UInt8], _ kind: ImageFormat, width: Int, height: Int) throws(ImagingError) {
    let allowed = max(2 * width * height, least)
    for size in MediaItems(bytes).codedSizes(bytes) where size.width * size.height > allowed {
      throw .undecodable(kind, reason: "its headers disagree on the size")
    }
  }
}
