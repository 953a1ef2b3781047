/// A rectangle of an upright image, in fractions of its width and height from 0 to 1, y downwards.
package struct Region: Codable, Hashable, Sendable {
  /// The left edge, as a fraction of the whole width.
  package let x: Double
  /// The upper edge, as a fraction of the whole height.
  package let y: Double
  /// The region's width, as a fraction of the whole.
  package let width: Double
  /// The region's height, as a fraction of the whole.
  package let height: Double

  /// All of the image.
  package static let whole = Region(x: 0, y: 0, width: 1, height: 1)

  /// Makes a region, cut to what is within the image; a value that isn't a number counts as the whole side.
  package init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.width) = Self.clip(x, width)
    (self.y, self.height) = Self.clip(y, height)
  }

  /// A region of a part, as a region of the whole.
  func within(_ part: Region) -> Region {
    Region(
      x: part.x + x * part.width, y: part.y + y * part.height, width: width * part.width, height: height * part.height)
  }

  private static func clip(_ start: Double, _ length: Double) -> (Double, Double) {
    guard start.isFinite, length.isFinite else { return (0, 1) }
    let low = min(max(start, 0), 1)
    let high = min(max(start + length, low), 1)
    return (low, high - low)
  }
}
