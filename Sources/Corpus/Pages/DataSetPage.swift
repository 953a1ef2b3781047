/// A data set as one self-contained HTML page: each class with its counts, a bar and a few pictures.
package enum DataSetPage {
  /// Pictures of a class that are shown; in all no more than `pictureLimit`.
  static let perClass = 6
  static let pictureLimit = 1200

  /// Places of the samples that the page shows, evenly taken from each class.
  package static func places(in set: DataSet) -> [Int] {
    var byClass = [[Int]](repeating: [], count: set.classes.count)
    for (place, sample) in set.samples.enumerated() { byClass[sample.classIndex].append(place) }
    let most = max(1, min(perClass, pictureLimit / max(set.classes.count, 1)))
    return byClass.flatMap { places in DataSetSummary.evenly(places.count, most).map { places[$0] } }
  }

  /// - Parameter thumbnails: `data:` addresses by file.
  package static func html(
    _ summary: DataSetSummary, of set: DataSet, name: String, thumbnails: [String: String]
  ) -> String {
    var shown = [[Int]](repeating: [], count: set.classes.count)
    for place in places(in: set) { shown[set.samples[place].classIndex].append(place) }
    let most = summary.classes.map(\.total).max() ?? 1
    let sections = zip(summary.classes, shown).map { item, places in
      let figures = places.map { place in
        let picture = set.found(place)
        return CheckupPage.figure(picture, thumbnails[picture.file])
      }
      return "<h2>\(HTMLText.escaped(item.label)): \(item.total)</h2>\n"
        + "<p>\(HTMLText.escaped(item.id)): train \(item.train), validation \(item.validation), test \(item.test)</p>"
        + "<div class=\"bar\" style=\"width: \(100 * item.total / max(most, 1))%\"></div>"
        + "<div class=\"sheet\">\(figures.joined())</div>"
    }
    let parts = Split.allCases.compactMap { part in summary.parts[part.rawValue].map { "\(part.rawValue) \($0)" } }
    let head =
      "<h1>\(HTMLText.escaped(name))</h1>\n<p>\(summary.pictures) pictures (\(parts.joined(separator: ", "))), "
      + "\(summary.classes.count) classes.</p>"
    return HTMLText.page(title: name, body: ([head] + sections).joined(separator: "\n"))
  }
}
