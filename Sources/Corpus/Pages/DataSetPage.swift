/// A data set as one self-contained HTML page: each class with its counts, a bar and a few images.
package enum DataSetPage {
  /// Images of a class that are shown; in all no more than `imageLimit`.
  static let perClass = 6
  static let imageLimit = 1200

  /// Places of the samples that the page shows, evenly taken from each class.
  package static func places(in set: DataSet) -> [Int] {
    var byClass = [[Int]](repeating: [], count: set.classes.count)
    for (place, sample) in set.samples.enumerated() { byClass[sample.classIndex].append(place) }
    let most = max(1, min(perClass, imageLimit / max(set.classes.count, 1)))
    return byClass.flatMap { places in DataSetSummary.evenly(places.count, most).map { places[$0] } }
  }

  /// - Parameter thumbnails: `data:` addresses by file.
  package static func html(
    _ summary: DataSetSummary, of set: DataSet, name: String, thumbnails: [String: String]
  ) throws -> String {
    var shown = [[Int]](repeating: [], count: set.classes.count)
    for place in places(in: set) { shown[set.samples[place].classIndex].append(place) }
    let most = max(summary.classes.map(\.total).max() ?? 1, 1)
    let classes = zip(summary.classes, shown).map { item, places in
      [
        "label": item.label, "id": item.id, "total": item.total, "train": item.train, "validation": item.validation,
        "test": item.test, "share": 100 * item.total / most,
        "figures": places.map { place in
          let image = set.found(place)
          return PageTemplates.figure(image, thumbnails[image.file])
        },
      ] as [String: Any]
    }
    return try PageTemplates.render(
      "dataset",
      [
        "title": name, "images": summary.images, "parts": PageTemplates.parts(summary.parts),
        "count": summary.classes.count, "classes": classes,
      ])
  }
}
