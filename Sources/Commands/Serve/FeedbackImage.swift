import Imaging

/// A confirmed or corrected image, as it is stored.
enum FeedbackImage {
  /// The longer side in pixels that is kept.
  static let side = 2048

  /// Returns the image upright, as a JPEG file that holds its pixels and nothing else: no location, no camera, no time.
  ///
  /// Throws `ImagingError`.
  static func encode(_ bytes: [UInt8]) throws(ImagingError) -> [UInt8] {
    let image = try DecodedImage.decode(bytes, minimumSide: nil)
    let scale = min(1, Double(side) / Double(max(image.width, image.height)))
    let width = max(1, Int((Double(image.width) * scale).rounded()))
    let height = max(1, Int((Double(image.height) * scale).rounded()))
    return try image.rgb(width: width, height: height).jpeg(quality: 95, subsampling: .none)
  }
}
