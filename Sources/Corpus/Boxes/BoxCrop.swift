import Imaging

/// Crops pictures to their main boxes, each grown on each side by a share of its own side.
///
/// All samples of a data set share one.
package struct BoxCrop: Hashable, Sendable {
  package let lookup: BoxLookup
  /// What a box grows by on each side, as a share of its width and height; 0 leaves it as it was drawn.
  package let margin: Double

  package init(_ lookup: BoxLookup, margin: Double) {
    self.lookup = lookup
    self.margin = margin
  }

  /// What counts of a sample's picture; nil, the whole of it, where no box is known.
  ///
  /// - Throws: `CorpusError.malformedAnnotation`.
  func crop(of sample: Sample) throws(CorpusError) -> PictureCrop? {
    guard let annotation = try lookup.annotation(of: sample), annotation.main != nil else { return nil }
    return PictureCrop(annotation: annotation, margin: margin)
  }
}

/// What counts of one picture.
package struct PictureCrop: Hashable, Sendable {
  let annotation: BoxAnnotation
  let margin: Double

  /// The part of an upright picture of width × height pixels; nil where nothing of the box lies in it.
  package func region(width: Int, height: Int) -> Region? {
    annotation.region(margin: margin, width: width, height: height)
  }

  /// Stable text that stands for the crop in hashes.
  var text: String {
    guard let box = annotation.main else { return "" }
    return "box \(box.left) \(box.top) \(box.right) \(box.bottom) of \(annotation.width ?? 0) \(annotation.height ?? 0)"
      + " grown \(margin)"
  }
}
