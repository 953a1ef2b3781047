import Foundation
import Taxonomy

/// A table of labels: a CSV file, or JSON Lines where its name ends in `.jsonl`.
package struct LabelTable: Hashable, Sendable {
  /// The table's file.
  package var file: URL
  /// The column with the images' paths below the data folder; their ending may be left out.
  package var fileColumn: String
  /// The column with a class's id, WordNet id or name.
  package var labelColumn: String
  /// The column with `train`, `validation` or `test`, in any of the spellings that folders may have.
  package var splitColumn: String?

  package init(file: URL, fileColumn: String = "file", labelColumn: String = "label", splitColumn: String? = nil) {
    self.file = file
    self.fileColumn = fileColumn
    self.labelColumn = labelColumn
    self.splitColumn = splitColumn
  }
}

extension DataSet {
  /// Reads labelled images from a table.
  ///
  /// Rows without a label or with an unknown one are left out with a note that counts them; rows whose
  /// file is missing or is outside the folders become problems.
  ///
  /// - Parameters:
  ///   - folders: Where the paths begin; the first that has the file counts, including its `Images`; the table's own
  ///     folder when empty.
  ///   - classes: The known classes; when nil, every label makes one.
  ///   - split: The part of rows when the table has no column for it.
  /// - Throws: `CorpusError` for a missing folder or table, a missing column, a table that is damaged, and when no row
  ///   leads to an image.
  package static func labelled(
    by table: LabelTable, in folders: [URL] = [], classes: [ClassName]? = nil, split: Split
  ) throws(CorpusError) -> DataSet {
    var roots: [String] = []
    for folder in folders.isEmpty ? [table.file.deletingLastPathComponent()] : folders {
      let root = try resolvedFolder(folder.path)
      roots.append(root)
      if let images = try? resolvedFolder("\(root)/Images") { roots.append(images) }
    }
    var rows = LabelRows(roots: roots, classes: classes)
    try rows.add(table, split: { _ in split })
    var set = classes == nil ? rows.dataSet().unified().joined() : rows.dataSet()
    for root in roots { if let list = try Quarantine.lying(in: root) { set = set.without(list) } }
    guard !set.samples.isEmpty else {
      let reason = set.problems.first?.reason ?? set.notes.first ?? "it has no rows"
      throw .noLabels(file: table.file.path, reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
    }
    return set
  }
}

extension LabelRows {
  /// Adds a table's rows; `folder` (with a slash at its end) is put before each relative path.
  ///
  /// - Parameters:
  ///   - isProbe: Whether the first row that leads to an image is enough.
  ///   - split: The part of a file where the table has no column for it.
  /// - Throws: `CorpusError` for a table that isn't there, lacks a column or is damaged.
  mutating func add(
    _ table: LabelTable, in folder: String = "", isProbe: Bool = false, split: (String) -> Split?
  ) throws(CorpusError) {
    let path = table.file.path
    let columns = [table.fileColumn, table.labelColumn] + [table.splitColumn].compactMap { $0 }
    var reader = try TableReader(path: path, columns: columns)
    while !isProbe || !hasSamples, let row = try reader.next() {
      nextRow()
      switch row {
      case .failure(let fault): problem("\(path):\(reader.line)", fault.reason)
      case .success(let fields):
        let part = fields.count > 2 ? table.split(fields[2]) : split(folder + fields[0].replacing("\\", with: "/"))
        add(file: fields[0], in: folder, label: fields[1], split: part)
      }
    }
  }
}

extension LabelTable {
  /// The part that a value of the split column means; in fastai's `is_valid` true or 1 is validation.
  fileprivate func split(_ value: String) -> Split? {
    let value = value.trimmingCharacters(in: .whitespaces)
    guard let splitColumn, TableReader.folded(splitColumn) == "is_valid" else { return FileName.split(value) }
    switch value.lowercased() {
    case "true", "1", "1.0", "yes": return .validation
    case "false", "0", "0.0", "no", "": return .train
    default: return nil
    }
  }
}
