/// Decoded pixels as they are stored in the file, not yet upright.
struct Pixels: Sendable {
  enum Coding: Hashable, Sendable {
    /// One plane of luma.
    case gray
    /// JPEG's YCbCr (BT.601, full range, chroma centred), chroma planes smaller by 2 to the power of each shift.
    case yuv(shiftX: Int, shiftY: Int)
    /// Three sRGB planes.
    case rgb
  }

  let coding: Coding
  let planes: [Plane]
  /// The part of the planes that shows the image, in samples of the first: a scaled JPEG may end within a sample,
  /// and subsampled planes are padded to whole chroma samples.
  let width: Double
  let height: Double
  /// The share of the rows that a truncated file lacks; nil for a whole one.
  var missingRows: Double?

  /// Samples of the first plane for each of the coarsest one.
  var coarseness: (x: Int, y: Int) {
    if case .yuv(let shiftX, let shiftY) = coding { return (1 << shiftX, 1 << shiftY) }
    return (1, 1)
  }
}
