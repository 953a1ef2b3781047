import Imaging

/// An image as it is kept: one that was confirmed or corrected, or one to try a model on.
enum KeptImage {
  /// The longer side in pixels of what people confirm or correct.
  static let feedbackSide = 2048
  /// The longer side in pixels of a model's sample.
  static let sampleSide = 800

  /// An image that was confirmed or corrected.
  static func feedback(_ bytes: [UInt8]) throws(ImagingError) -> [UInt8] {
    try encode(bytes, side: feedbackSide, quality: 95)
  }

  /// Returns the image upright, as a JPEG file that holds its pixels and nothing else: no place, no camera, no time.
  ///
  /// Throws `ImagingError`.
  static func encode(_ bytes: [UInt8], side: Int, quality: Int) throws(ImagingError) -> [UInt8] {
    let image = try DecodedImage.decode(bytes, limits: .isolated, minimumSide: nil)
    let scale = min(1, Double(side) / Double(max(image.width, image.height)))
    let width = max(1, Int((Double(image.width) * scale).rounded()))
    let height = max(1, Int((Double(image.height) * scale).rounded()))
    return try image.rgb(width: width, height: height).jpeg(quality: quality, subsampling: .none)
  }
}
