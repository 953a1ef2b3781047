import Foundation

/// A table that lies next to its images and is recognised by its name and columns.
package struct LabelSheet: Hashable, Sendable {
  package let table: LabelTable
  /// The folder that its paths begin at, below the data folder with a slash at its end; empty for the data folder.
  package let folder: String
  /// The split of its rows; if nil, the folder that a path begins with decides, and otherwise it is the training split.
  package let split: Split?

  private static let labelColumns = ["label", "breed", "class", "category", "label_name", "class_name"]

  /// The tables of a folder: `labels.csv` with ids or files and breeds, whose images lie in `train/` or next to it
  /// (Kaggle), or else `metadata.csv` or `metadata.jsonl` with `file_name` and a label, in the folder itself or in the
  /// folders of its parts (Hugging Face). A table whose first rows lead to no file is ignored.
  static func find(in root: String, _ listing: FolderListing) throws(CorpusError) -> [LabelSheet] {
    if listing.files.contains("labels.csv") {
      let isTrain = listing.folders.contains { $0.name == "train" }
      for folder in isTrain ? ["train/", ""] : [""] {
        let sheet = LabelSheet(
          "\(root)/labels.csv", files: ["id", "file", "file_name", "filename", "image"], folder: folder,
          split: folder.isEmpty ? nil : .train)
        if let sheet, try sheet.leadsToFiles(in: root) { return [sheet] }
      }
    }
    if let sheet = try metadata(in: root, folder: "", listing.files, split: nil) { return [sheet] }
    var sheets: [LabelSheet] = []
    for entry in listing.folders {
      guard let split = FileKind.split(entry.name), let inner = try? FolderListing(path: "\(root)/\(entry.name)")
      else { continue }
      if let sheet = try metadata(in: root, folder: "\(entry.name)/", inner.files, split: split) {
        sheets.append(sheet)
      }
    }
    return sheets
  }

  private static func metadata(
    in root: String, folder: String, _ files: [String], split: Split?
  ) throws(CorpusError) -> LabelSheet? {
    for name in ["metadata.csv", "metadata.jsonl"] where files.contains(name) {
      let sheet = LabelSheet("\(root)/\(folder)\(name)", files: ["file_name"], folder: folder, split: split)
      if let sheet, try sheet.leadsToFiles(in: root) { return sheet }
    }
    return nil
  }

  /// Nil where the file is not a table or has no column for the file or the label.
  private init?(_ path: String, files: [String], folder: String, split: Split?) {
    guard let columns = try? TableReader.columns(of: path) else { return nil }
    guard let file = files.first(where: columns.contains), let label = Self.labelColumns.first(where: columns.contains)
    else { return nil }
    table = LabelTable(
      file: URL(filePath: path, directoryHint: .notDirectory), fileColumn: file, labelColumn: label,
      splitColumn: columns.contains("split") ? "split" : nil)
    self.folder = folder
    self.split = split
  }

  private func leadsToFiles(in root: String) throws(CorpusError) -> Bool {
    var rows = LabelRows(roots: [root], classes: nil)
    try rows.add(self, limit: 20)
    return rows.hasSamples
  }
}

extension LabelRows {
  /// Adds a sheet's rows, at most `limit` of them.
  mutating func add(_ sheet: LabelSheet, limit: Int = .max) throws(CorpusError) {
    try add(sheet.table, in: sheet.folder, limit: limit) { file in
      sheet.split ?? file.split(separator: "/").first.flatMap { FileKind.split(String($0)) } ?? .train
    }
  }
}
