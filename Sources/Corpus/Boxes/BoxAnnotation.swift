import Imaging

/// The boxes of one image.
package struct BoxAnnotation: Hashable, Sendable {
  /// Size in pixels of the image that the boxes were drawn on; nil where the annotation doesn't say.
  package let width: Int?
  /// Its height in pixels, likewise.
  package let height: Int?
  /// The boxes in the annotation's order.
  package let boxes: [BoundingBox]

  package init(width: Int?, height: Int?, boxes: [BoundingBox]) {
    self.width = width
    self.height = height
    self.boxes = boxes
  }

  /// The largest box, the first of several; nil where no box has an area.
  package var main: BoundingBox? {
    boxes.filter { $0.area > 0 }.reduce(nil) { best, box in
      if let best, best.area >= box.area { return best }
      return box
    }
  }

  /// The main box grown by `margin` times its own sides, as a part of the upright image.
  ///
  /// - Parameters:
  ///   - width: Width of the image at hand, which may have been scaled since.
  ///   - height: Its height.
  /// - Returns: Nil where there is no box, or none of it is within the image.
  package func region(margin: Double, width: Int, height: Int) -> Region? {
    let (fullWidth, fullHeight) = (self.width ?? width, self.height ?? height)
    guard fullWidth > 0, fullHeight > 0,
      let crop = main?.crop(margin: margin, width: fullWidth, height: fullHeight)
    else { return nil }
    let (across, down) = (Double(fullWidth), Double(fullHeight))
    return Region(
      x: Double(crop.left) / across, y: Double(crop.top) / down, width: Double(crop.width) / across,
      height: Double(crop.height) / down)
  }

  /// The same crop in whole pixels of the image at hand.
  package func crop(margin: Double, width: Int, height: Int) -> BoundingBox? {
    guard let region = region(margin: margin, width: width, height: height) else { return nil }
    let (across, down) = (Double(width), Double(height))
    // A fraction of a pixel due to rounding doesn't count.
    func low(_ place: Double) -> Int { Int((place + 1e-6).rounded(.down)) }
    func high(_ place: Double) -> Int { Int((place - 1e-6).rounded(.up)) }
    let crop = BoundingBox(
      left: low(region.x * across), top: low(region.y * down), right: high((region.x + region.width) * across),
      bottom: high((region.y + region.height) * down))
    return crop.area > 0 ? crop : nil
  }
}
