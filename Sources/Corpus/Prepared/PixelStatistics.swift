/// Figures of 8-bit pixels as fractions from 0 to 1: red, green, blue.
package struct PixelStatistics: Codable, Hashable, Sendable {
  /// How many images.
  package let images: Int
  /// The mean over all pixels of all images.
  package let mean: [Double]
  /// Over all pixels of all images.
  package let std: [Double]
  /// The mean of each image's own deviation.
  package let imageStd: [Double]

  package init(images: Int, mean: [Double], std: [Double], imageStd: [Double]) {
    self.images = images
    self.mean = mean
    self.std = std
    self.imageStd = imageStd
  }

  private enum CodingKeys: String, CodingKey {
    case mean
    case images = "pictures"
    case std = "deviation"
    case imageStd = "pictureDeviation"
  }
}
