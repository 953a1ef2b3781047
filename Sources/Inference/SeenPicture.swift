import Imaging

/// The upright picture as a net sees it, for people to look at.
enum SeenPicture {
  /// Undoes the normalisation of the net's planes.
  static func draw(_ picture: Picture, for preprocessing: Preprocessing) throws -> RGBImage {
    let planes = try picture.planes(preprocessing)
    let cells = preprocessing.size * preprocessing.size
    var pixels = [UInt8](repeating: 0, count: 3 * cells)
    for channel in 0..<3 {
      for cell in 0..<cells {
        let value = planes[channel * cells + cell] * preprocessing.deviation[channel] + preprocessing.mean[channel]
        pixels[cell * 3 + channel] = UInt8(min(max(value * 255, 0), 255).rounded())
      }
    }
    guard let image = RGBImage(width: preprocessing.size, height: preprocessing.size, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "\(preprocessing.size) is no size")
    }
    return image
  }
}
