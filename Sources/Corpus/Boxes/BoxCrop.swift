import Imaging

/// Crops images to their main boxes, each grown on each side by a share of its own side.
///
/// All samples of a data set share one.
package struct BoxCrop: Hashable, Sendable {
  /// Where the boxes of an image are found.
  package let lookup: BoxLookup
  /// How much a box grows on each side, as a fraction of its width and height; 0 leaves it unchanged.
  package let margin: Double

  package init(_ lookup: BoxLookup, margin: Double) {
    self.lookup = lookup
    self.margin = margin
  }

  /// The part of a sample's image to use; nil for the whole image if no box is known.
  ///
  /// - Throws: `CorpusError.malformedAnnotation`.
  func crop(of sample: Sample) throws(CorpusError) -> ImageCrop? {
    guard let annotation = try lookup.annotation(of: sample), annotation.main != nil else { return nil }
    return ImageCrop(annotation: annotation, margin: margin)
  }
}

/// The part of one image to use.
package struct ImageCrop: Hashable, Sendable {
  let annotation: BoxAnnotation
  let margin: Double
  /// How the image's stored pixels are turned upright.
  var orientation = Orientation.upright

  /// The part of an upright image of width × height pixels; nil if none of the box is within it.
  ///
  /// A box that was drawn on the stored pixels, as the annotation's size shows, is rotated with them.
  package func region(width: Int, height: Int) -> Region? {
    guard orientation.swapsSides, isDrawnOnStored(uprightWidth: width, uprightHeight: height) else {
      return annotation.region(margin: margin, width: width, height: height)
    }
    return annotation.region(margin: margin, width: height, height: width).map(orientation.upright)
  }

  /// Whether the annotation's size has the shape of the stored image rather than that of the upright one.
  private func isDrawnOnStored(uprightWidth: Int, uprightHeight: Int) -> Bool {
    guard let width = annotation.width, let height = annotation.height else { return false }
    let stored = abs(width * uprightWidth - height * uprightHeight)
    return stored < abs(width * uprightHeight - height * uprightWidth)
  }

  /// Whether it is unknown if the box was drawn on the stored or on the upright image; it is then taken as upright.
  var isUntold: Bool {
    guard orientation != .upright else { return false }
    guard orientation.swapsSides, let width = annotation.width, let height = annotation.height else { return true }
    return width == height
  }

  /// Stable text that identifies the crop in hashes.
  var text: String {
    guard let box = annotation.main else { return "" }
    return "box \(box.left) \(box.top) \(box.right) \(box.bottom) of \(annotation.width ?? 0) \(annotation.height ?? 0)"
      + " grown \(margin)" + (orientation.swapsSides ? " turned \(orientation.rawValue)" : "")
  }
}
