import Foundation
import Imaging

/// Finds the boxes of a data set's pictures in the annotations that lie beside them.
///
/// Stanford Dogs keeps `Annotation/CLASS/STEM` beside `Images`, Oxford-IIIT Pet `annotations/xmls/STEM.xml` beside
/// `images`, Pascal VOC `Annotations/STEM.xml`.
package struct BoxLookup: Sendable {
  /// By the tree that samples lie in.
  private var folders: [String: String] = [:]

  /// Looks for annotations beside each tree of the data set.
  package init(for dataSet: DataSet) {
    for root in Set(dataSet.samples.lazy.map(\.root)) {
      let above = root.split(separator: "/").dropLast().map { "/\($0)" }.joined()
      let places = [root, above].flatMap { base in
        ["Annotation", "Annotations", "annotations/xmls", "annotation"].map { "\(base)/\($0)" }
      }
      folders[root] = places.first { (try? resolvedFolder($0)) != nil }
    }
  }

  /// Whether annotations were found for any picture.
  package var isEmpty: Bool { folders.isEmpty }

  /// The boxes of a sample; nil where it has no annotation.
  ///
  /// - Throws: `CorpusError.malformedAnnotation`.
  package func annotation(of sample: Sample) throws(CorpusError) -> BoxAnnotation? {
    guard let place = folders[sample.root] else { return nil }
    let nested = sample.folder.isEmpty ? "" : "\(sample.folder)/"
    for name in ["\(nested)\(sample.stem)", "\(nested)\(sample.stem).xml", "\(sample.stem).xml"] {
      if let found = try VOCAnnotation.read("\(place)/\(name)") { return found }
    }
    return nil
  }

  /// The part of a sample's picture that its main box shows, grown on each side by `margin` times the box's own side.
  ///
  /// - Parameters:
  ///   - width: Width of the upright picture at hand, in pixels.
  ///   - height: Its height.
  /// - Returns: The whole picture where there is no box.
  /// - Throws: `CorpusError.malformedAnnotation`.
  package func region(
    of sample: Sample, margin: Double, width: Int, height: Int
  ) throws(CorpusError) -> Region {
    try annotation(of: sample)?.region(margin: margin, width: width, height: height) ?? .whole
  }
}
