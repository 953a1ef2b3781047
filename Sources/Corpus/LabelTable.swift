import Foundation
import Taxonomy

/// A CSV file that says what each picture shows.
package struct LabelTable: Hashable, Sendable {
  package var file: URL
  /// The column with the pictures' paths below the data folder.
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
  /// Reads labelled pictures from a table.
  ///
  /// Rows without a label or with one that is no known class are left out with a note that counts them; rows whose
  /// file is missing or lies outside the folders become problems.
  ///
  /// - Parameters:
  ///   - folders: Where the paths begin, the first that has the file counts, its `Images` too; the table's own folder
  ///     when empty.
  ///   - classes: The known classes; when nil, every label makes one.
  ///   - split: The part of rows when the table has no column for it.
  /// - Throws: `CorpusError` for a missing folder or table, a missing column, a table that is damaged, and when no row
  ///   leads to a picture.
  package static func labelled(
    by table: LabelTable, in folders: [URL] = [], classes: [ClassName]? = nil, split: Split
  ) throws(CorpusError) -> DataSet {
    var roots: [String] = []
    for folder in folders.isEmpty ? [table.file.deletingLastPathComponent()] : folders {
      let root = try resolvedFolder(folder.path)
      roots.append(root)
      if let images = try? resolvedFolder("\(root)/Images") { roots.append(images) }
    }
    var reader = try CSVReader(path: table.file.path)
    let header = try reader.next() ?? []
    func column(_ name: String) throws(CorpusError) -> Int {
      guard let index = header.firstIndex(of: name) else {
        throw .noColumn(name, file: table.file.path, found: header)
      }
      return index
    }
    let fileColumn = try column(table.fileColumn)
    let labelColumn = try column(table.labelColumn)
    let splitColumn: Int?
    if let name = table.splitColumn { splitColumn = try column(name) } else { splitColumn = nil }
    var rows = LabelRows(roots: roots, classes: classes)
    while true {
      let line = reader.line
      guard let fields = try reader.next() else { break }
      guard fields.count == header.count else {
        rows.problem(
          "\(table.file.path):\(line)", "It has \(fields.count) fields where the header has \(header.count).")
        continue
      }
      rows.add(
        file: fields[fileColumn], label: fields[labelColumn],
        split: splitColumn.map { FileKind.split(fields[$0]) } ?? split)
    }
    let set = rows.dataSet()
    guard !set.samples.isEmpty else {
      let reason = set.problems.first?.reason ?? set.notes.first ?? "it has no rows"
      throw .noLabels(file: table.file.path, reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
    }
    return set
  }
}
