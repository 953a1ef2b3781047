import Imaging

/// A rectangle around an object, in pixels of the annotated image: left and top included, right and bottom
/// not.
package struct BoundingBox: Hashable, Sendable {
  /// The left edge, in pixels from the left.
  package let left: Int
  /// The upper edge, in pixels from the top.
  package let top: Int
  /// The right edge, in pixels from the left.
  package let right: Int
  /// The lower edge, in pixels from the top.
  package let bottom: Int

  package init(left: Int, top: Int, right: Int, bottom: Int) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// Pixels from the left edge to the right one; negative where they are exchanged.
  package var width: Int { right - left }
  /// Pixels from the upper edge to the lower one; negative where they are exchanged.
  package var height: Int { bottom - top }
  /// Pixels inside; 0 where edges are exchanged.
  package var area: Int { max(width, 0) * max(height, 0) }

  /// The crop of an image: the box grown on each side by `margin` times its own width or height, clipped to the image.
  ///
  /// - Returns: Nil if none of it is within the image.
  package func crop(margin: Double, width: Int, height: Int) -> BoundingBox? {
    let (grownX, grownY) = (margin * Double(self.width), margin * Double(self.height))
    let crop = BoundingBox(
      left: Self.pixel(Double(left) - grownX, .down, width), top: Self.pixel(Double(top) - grownY, .down, height),
      right: Self.pixel(Double(right) + grownX, .up, width), bottom: Self.pixel(Double(bottom) + grownY, .up, height))
    return crop.area > 0 && area > 0 ? crop : nil
  }

  private static func pixel(_ place: Double, _ rounding: FloatingPointRoundingRule, _ side: Int) -> Int {
    guard place.isFinite else { return 0 }
    return Int(min(max(place, 0), Double(max(side, 0))).rounded(rounding))
  }
}
