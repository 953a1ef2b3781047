import Imaging

/// Crops images to their main boxes, each grown on each side by a share of its own side.
///
/// All samples of a data set share one.
package struct BoxCrop: Hashable, Sendable {
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

  /// The part of an upright image of width × height pixels; nil where nothing of the box lies in it.
  package func region(width: Int, height: Int) -> Region? {
    annotation.region(margin: margin, width: width, height: height)
  }

  /// Stable text that identifies the crop in hashes.
  var text: String {
    guard let box = annotation.main else { return "" }
    return "box \(box.left) \(box.top) \(box.right) \(box.bottom) of \(annotation.width ?? 0) \(annotation.height ?? 0)"
      + " grown \(margin)"
  }
}
