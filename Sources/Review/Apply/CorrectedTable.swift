import Corpus
import Support
import Taxonomy

/// A data set's labels as a review has them, as the text of a table.
package enum CorrectedTable {
  package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Every image that stays, with its label: for `train --labels`.
    case csv
    /// Every image whose label is wrong or that was deleted: for `train --quarantine`.
    case quarantine
  }

  /// The table, and how many of its rows the review is the reason of.
  ///
  /// - Parameters:
  ///   - dataSet: As it is on the disk, with all its parts.
  ///   - data: The folder that paths begin at.
  static func text(
    _ kind: Kind, of dataSet: DataSet, _ decisions: [String: ReviewState.Decision], data: String
  ) -> (text: String, changed: Int) {
    var left = decisions.filter(\.value.changesFiles)
    var rows: [[String]] = []
    var changed = 0
    for sample in dataSet.samples {
      let name = ReviewPlace.name(of: sample.path, below: data)
      let label = dataSet.classes[sample.classIndex].id
      let decision = left.removeValue(forKey: name)
      if decision != nil { changed += 1 }
      switch (kind, decision?.verdict) {
      case (.csv, .deleted): break
      case (.csv, .label(let id)): rows.append([name, id, sample.split.rawValue])
      case (.csv, _): rows.append([name, label, sample.split.rawValue])
      case (.quarantine, .deleted): rows.append([name, label, sample.split.rawValue, "review: deleted"])
      case (.quarantine, .label(let id)): rows.append([name, label, sample.split.rawValue, "review: it shows \(id)"])
      case (.quarantine, _): break
      }
    }
    // Images from outside the data set that got a label.
    if kind == .csv {
      for decision in left.values.sorted(by: { $0.image.name < $1.image.name }) {
        guard case .label(let id) = decision.verdict, decision.image.was == nil else { continue }
        rows.append([decision.image.name, id, Split.train.rawValue])
        changed += 1
      }
    }
    let header = kind == .csv ? ["file", "label", "split"] : ["file", "label", "split", "reason"]
    let text = ([header] + rows).map { $0.map(CSVText.field).joined(separator: ",") + "\n" }.joined()
    return (text, changed)
  }
}
