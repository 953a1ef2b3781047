import ArgumentParser
import Corpus
import Foundation
import Taxonomy

/// Which photographs, and where their labels are.
package struct DataOptions: ParsableArguments {
  @Option(
    name: .both("data", "data-dir"),
    help: "A folder of photographs: one folder a class, train/ and test/ of those, or Stanford Dogs. May be repeated.")
  package var data: [String]

  @Option(help: "A CSV file with the labels, for photographs that don't lie in folders by class.")
  package var labels: String?

  @Option(name: .both("file-column"), help: "The labels' column with the file, below the data folder.")
  package var fileColumn = "file"

  @Option(name: .both("label-column"), help: "The labels' column with the class: its id, its WordNet id or its name.")
  package var labelColumn = "label"

  @Option(name: .both("split-column"), help: "The labels' column with train, validation or test.")
  package var splitColumn: String?

  package init() {}

  package func validate() throws {
    if data.isEmpty { throw ValidationError("Name a folder of photographs with --data.") }
  }
}

extension DataOptions {
  /// Finds the photographs and their labels; `classes` are a model's, which a labels file's values are matched with.
  /// `split` is the part that a table's rows belong to when it has no column for it.
  package func find(classes: [ClassName]? = nil, split: Split = .train) throws -> DataSet {
    let folders = data.map { URL(filePath: $0, directoryHint: .isDirectory) }
    guard let labels else { return try DataSet.find(at: folders) }
    let table = LabelTable(
      file: URL(filePath: labels), fileColumn: fileColumn, labelColumn: labelColumn, splitColumn: splitColumn)
    return try DataSet.labelled(by: table, in: folders, classes: classes, split: split)
  }
}
