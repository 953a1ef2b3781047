import Imaging

/// Several small images as one.
package enum ContactSheet {
  /// Lays images row by row into square cells, centred, on dark gray; nil without an image.
  ///
  /// - Parameters:
  ///   - cell: The side of a cell in pixels; larger images are cut to it.
  ///   - columns: Cells per row, at least 1.
  package static func compose(_ images: [RGBImage], cell: Int, columns: Int) -> RGBImage? {
    guard !images.isEmpty, cell > 0, columns > 0 else { return nil }
    let across = min(columns, images.count)
    let width = across * cell
    let height = (images.count + across - 1) / across * cell
    var pixels = [UInt8](repeating: 40, count: width * height * 3)
    for (index, image) in images.enumerated() {
      let (shownWidth, shownHeight) = (min(image.width, cell), min(image.height, cell))
      let left = index % across * cell + (cell - shownWidth) / 2
      let top = index / across * cell + (cell - shownHeight) / 2
      for y in 0..<shownHeight {
        let from = y * image.width * 3
        let to = ((top + y) * width + left) * 3
        pixels.replaceSubrange(to..<to + shownWidth * 3, with: image.pixels[from..<from + shownWidth * 3])
      }
    }
    return RGBImage(width: width, height: height, pixels: pixels)
  }
}
