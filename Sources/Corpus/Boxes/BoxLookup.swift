import Foundation

/// Finds the boxes of a data set's images in the annotations next to them.
///
/// Stanford Dogs keeps `Annotation/CLASS/STEM` next to `Images`, Oxford-IIIT Pet `annotations/xmls/STEM.xml` next to
/// `images`, Pascal VOC `Annotations/STEM.xml`.
package struct BoxLookup: Hashable, Sendable {
  private static let names = ["Annotation", "Annotations", "annotation"]

  /// Whether a folder of this name next to images holds annotations and no images.
  static func isAnnotations(_ name: String) -> Bool { names.contains(name) || name == "annotations" }

  /// By the tree that samples are in.
  private var folders: [String: String] = [:]

  /// Looks for annotations next to each tree of the data set.
  package init(for dataSet: DataSet) {
    for root in Set(dataSet.samples.lazy.map(\.root)) {
      let above = root.split(separator: "/").dropLast().map { "/\($0)" }.joined()
      let places = [root, above].flatMap { base in
        (Self.names + ["annotations/xmls"]).map { "\(base)/\($0)" }
      }
      folders[root] = places.first { (try? resolvedFolder($0)) != nil }
    }
  }

  /// Whether annotations were found for any image.
  package var isEmpty: Bool { folders.isEmpty }

  /// The boxes of a sample; nil where it has no annotation.
  ///
  /// - Throws: `CorpusError.malformedAnnotation`.
  package func annotation(of sample: Sample) throws(CorpusError) -> BoxAnnotation? {
    for place in places(of: sample) {
      if let found = try VOCAnnotation.read(place) { return found }
    }
    return nil
  }

  /// Whether there is an annotation of a sample; it isn't read.
  func knows(_ sample: Sample) -> Bool {
    places(of: sample).contains { access($0, F_OK) == 0 }
  }

  /// The possible paths of a sample's annotation, by precedence.
  private func places(of sample: Sample) -> [String] {
    guard let place = folders[sample.root] else { return [] }
    let nested = sample.folder.isEmpty ? "" : "\(sample.folder)/"
    return ["\(nested)\(sample.stem)", "\(nested)\(sample.stem).xml", "\(sample.stem).xml"].map { "\(place)/\($0)" }
  }
}
