/// Which part of an image the square is that a net sees, in fractions of the image's width and height.
///
/// A letterbox reaches beyond the image, a crop to the middle leaves some of it out.
package struct Frame: Hashable, Sendable {
  /// The left edge; below 0 where the square begins before the image.
  package let x: Double
  /// The upper edge; below 0 where the square begins above the image.
  package let y: Double
  /// The square's width as a fraction of the image's; above 1 where it is wider.
  package let width: Double
  /// The square's height as a fraction of the image's; above 1 where it is higher.
  package let height: Double

  /// The square is the whole image, squashed.
  package static let whole = Frame(x: 0, y: 0, width: 1, height: 1)

  package init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// A part of the square as a part of the image; all of the square is all of the image, whatever it leaves out.
  package func part(_ region: Region) -> Region {
    guard region != .whole, self != .whole else { return region }
    return Region(
      x: x + region.x * width, y: y + region.y * height, width: region.width * width, height: region.height * height)
  }
}

extension DecodedImage {
  /// Which part of it the square is that `planes` makes of the whole image.
  package func frame(of preprocessing: Preprocessing) -> Frame {
    guard preprocessing.resize != .squash, preprocessing.fault == nil else { return .whole }
    let layout = Layout(preprocessing, .whole, width: width, height: height)
    let (across, down) = (Double(layout.width), Double(layout.height))
    let (region, size) = (layout.region, Double(preprocessing.size))
    return Frame(
      x: region.x - Double(layout.left) / across * region.width,
      y: region.y - Double(layout.top) / down * region.height, width: region.width * size / across,
      height: region.height * size / down)
  }
}
