import ArgumentParser
import Corpus
import Foundation
import Taxonomy

/// Where labels are when the folders don't tell them, and which pictures are not to be used.
package struct LabelOptions: ParsableArguments {
  @Option(help: "A CSV or .jsonl file with the labels, for photographs that don't lie in folders by class.")
  package var labels: String?

  @Option(name: .both("file-column"), help: "The labels' column with the file, below the data folder.")
  package var fileColumn = "file"

  @Option(name: .both("label-column"), help: "The labels' column with the class: its id, its WordNet id or its name.")
  package var labelColumn = "label"

  @Option(name: .both("split-column"), help: "The labels' column with train, validation or test.")
  package var splitColumn: String?

  @Option(help: "A list of pictures not to use, as `data check --fix-into` writes it.")
  package var quarantine: String?

  package init() {}

  /// Finds the photographs and their labels; `classes` are a model's, which a labels file's values are matched with.
  /// `split` is the part that a table's rows belong to when it has no column for it.
  func find(in data: [String], classes: [ClassName]? = nil, split: Split = .train) throws -> DataSet {
    let folders = data.map { URL(filePath: $0, directoryHint: .isDirectory) }
    var set: DataSet
    if let labels {
      let table = LabelTable(
        file: URL(filePath: labels), fileColumn: fileColumn, labelColumn: labelColumn, splitColumn: splitColumn)
      set = try DataSet.labelled(by: table, in: folders, classes: classes, split: split)
    } else {
      set = try DataSet.find(at: folders)
    }
    guard let quarantine else { return set }
    let list = try Quarantine(file: URL(filePath: quarantine))
    set = set.without(list, in: folders)
    return classes == nil ? set.withoutEmptyClasses() : set
  }
}
