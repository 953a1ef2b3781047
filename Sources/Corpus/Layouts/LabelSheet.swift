import Foundation

/// A table next to its images, recognised by its name and columns.
package struct LabelSheet: Hashable, Sendable {
  /// The file with its columns.
  package let table: LabelTable
  /// The folder that its paths begin at, below the data folder with a slash at its end; empty for the data folder.
  package let folder: String
  /// The split of its rows; if nil, the folder that a path begins with decides, and otherwise it is the training split.
  package let split: Split?

  private static let labelColumns = [
    "label", "labels", "breed", "class", "category", "label_name", "class_name", "species",
  ]
  private static let fileColumns = [
    "id", "file", "file_name", "filename", "image", "name", "path", "filepath", "file_path", "image_id", "image_name",
    "image_path", "img", "fname",
  ]

  /// The tables of a folder: `labels.csv` with ids or files and breeds, whose images are in `train/` or next to it
  /// (Kaggle, fastai), or else `metadata.csv` or `metadata.jsonl` with `file_name` and a label, in the folder itself or
  /// in the folders of its parts (Hugging Face). A table of which no row leads to a file is ignored here.
  static func find(in root: String, _ listing: FolderListing) throws(CorpusError) -> [LabelSheet] {
    for name in ["labels.csv", "labels.tsv"] where listing.files.contains(name) {
      if let sheet = usable("\(root)/\(name)", in: root, listing) { return [sheet] }
    }
    if let sheet = metadata(in: root, folder: "", listing.files, split: nil) { return [sheet] }
    var sheets: [LabelSheet] = []
    for (folder, split, files) in parts(of: root, listing) {
      if let sheet = metadata(in: root, folder: folder, files, split: split) { sheets.append(sheet) }
    }
    guard sheets.isEmpty, isFlat(root, listing) else { return sheets }
    let sheetsOfParts = ofParts(root, listing)
    if sheetsOfParts.count > 1 { return sheetsOfParts }
    // Under another name a table counts if nothing else defines the classes.
    return tables(listing.files).lazy.compactMap { usable("\(root)/\($0)", in: root, listing) }.first.map { [$0] } ?? []
  }

  /// The usable tables that are each called by a part, as `train.csv` and `test.csv`; empty where two are of one.
  private static func ofParts(_ root: String, _ listing: FolderListing) -> [LabelSheet] {
    let sheets = tables(listing.files).compactMap { name -> LabelSheet? in
      guard let split = part(of: name) else { return nil }
      return (folders(of: split, listing) + folders(of: listing)).lazy.compactMap {
        LabelSheet("\(root)/\(name)", files: fileColumns, folder: $0, split: split)
      }.first { $0.leadsToFiles(in: root) }
    }
    return Set(sheets.map(\.split)).count == sheets.count ? sheets : []
  }

  /// The part that one word of a table's name means; nil where none or several do.
  private static func part(of name: String) -> Split? {
    let splits = Set(name.lowercased().split { !$0.isLetter }.compactMap { FileName.split(String($0)) })
    return splits.count == 1 ? splits.first : nil
  }

  /// The folders that are called by a part, where the paths of its table may begin.
  private static func folders(of split: Split?, _ listing: FolderListing) -> [String] {
    listing.folders.map(\.name).filter { split != nil && FileName.split($0) == split }.map { $0 + "/" }
  }

  /// Says of each table with columns for files and labels of which no row can be used why; one sentence each.
  ///
  /// - Parameter namesAll: Whether tables without such columns are named, too, where only a table could tell the classes.
  static func unusable(in root: String, _ listing: FolderListing, namesAll: Bool = false) -> [String] {
    let namesAll = namesAll && isFlat(root, listing)
    var notes = tables(listing.files).compactMap { name in
      let places = folders(of: part(of: name), listing) + folders(of: listing)
      return fault("\(root)/\(name)", name, in: root, places, isKnown: namesAll || isKnown(name))
    }
    if namesAll { notes += foreign(listing.files) }
    for (folder, _, files) in parts(of: root, listing) {
      notes += tables(files).filter { namesAll || isKnown($0) }.compactMap { name in
        fault("\(root)/\(folder)\(name)", folder + name, in: root, [folder], isKnown: true)
      }
    }
    return notes
  }

  /// Says of each table of another name that its rows lead to images, if the folders define the classes instead.
  static func unused(in root: String, _ listing: FolderListing) -> [String] {
    tables(listing.files).compactMap { name in
      guard !isKnown(name), let sheet = usable("\(root)/\(name)", in: root, listing) else { return nil }
      return "The table \(name) is not used, since the folders already define the classes; give --labels \(name) with "
        + "--file-column \(sheet.table.fileColumn) and --label-column \(sheet.table.labelColumn) to use it."
    }
  }

  /// Says of files of labels in forms that aren't read that they aren't.
  private static func foreign(_ files: [String]) -> [String] {
    let words = [
      "label", "annot", "meta", "class", "train", "test", "valid", "index", "list", "categ", "truth", "data",
    ]
    return files.filter { name in
      ["json", "txt", "xlsx", "xls", "ods", "parquet", "feather", "pkl", "xml", "db"].contains(
        FileName.ending(of: name))
        && words.contains { name.lowercased().contains($0) }
    }.map { "\($0) is not read as a table; give a CSV or JSON Lines file with a file and a label in each row." }
  }

  private static func isKnown(_ name: String) -> Bool { name.hasPrefix("labels.") || name.hasPrefix("metadata.") }

  private static func tables(_ files: [String]) -> [String] {
    files.filter { name in
      ["csv", "tsv", "jsonl", "ndjson"].contains(FileName.ending(of: name)) && name != Quarantine.fileName
        && !FileName.isLitter(name) && !name.lowercased().contains("submission")
    }
  }

  /// Where a table's paths may begin.
  private static func folders(of listing: FolderListing) -> [String] {
    let names = listing.folders.map(\.name).filter { !FileName.isLitter($0) }
    return names.filter { names.count == 1 || ["train", "images"].contains($0.lowercased()) }.sorted(by: >)
      .map { $0 + "/" } + [""]
  }

  private static func parts(of root: String, _ listing: FolderListing) -> [(String, Split, [String])] {
    listing.folders.compactMap { entry in
      guard let split = FileName.split(entry.name), let inner = try? FolderListing(path: "\(root)/\(entry.name)")
      else { return nil }
      return ("\(entry.name)/", split, inner.files)
    }
  }

  /// Whether images are in the folder itself, or in a lone folder's or its parts' own files.
  private static func isFlat(_ root: String, _ listing: FolderListing) -> Bool {
    let folders = listing.folders.map(\.name).filter { !FileName.isLitter($0) }
    guard folders.count > 1 || listing.files.contains(where: FileName.isImage) else {
      guard let only = folders.first else { return false }
      return (try? FolderListing(path: "\(root)/\(only)"))?.files.contains(where: FileName.isImage) == true
    }
    return folders.allSatisfy { FileName.split($0) != nil || $0.lowercased() == "images" }
      && folders.allSatisfy { (try? FolderListing(path: "\(root)/\($0)"))?.folders.isEmpty == true }
  }

  private static func usable(_ path: String, in root: String, _ listing: FolderListing) -> LabelSheet? {
    folders(of: listing).lazy.compactMap { folder in
      LabelSheet(path, files: fileColumns, folder: folder, split: folder.lowercased() == "train/" ? .train : nil)
    }.first { $0.leadsToFiles(in: root) }
  }

  private static func metadata(in root: String, folder: String, _ files: [String], split: Split?) -> LabelSheet? {
    let names =
      ["metadata.csv", "metadata.tsv", "metadata.jsonl"] + (split == nil ? [] : ["labels.csv", "labels.tsv"])
    return names.lazy.filter(files.contains).compactMap { name in
      LabelSheet("\(root)/\(folder)\(name)", files: ["file_name"] + fileColumns, folder: folder, split: split)
    }.first { $0.leadsToFiles(in: root) }
  }

  /// Why a table can't be used; nil where it can, or where it isn't one of files and labels.
  private static func fault(
    _ path: String, _ name: String, in root: String, _ folders: [String], isKnown: Bool
  ) -> String? {
    let columns: [String]
    do {
      columns = try TableReader.columns(of: path)
    } catch {
      return "The table \(name) can't be used: \(error.description)"
    }
    guard LabelSheet(path, files: fileColumns, folder: "", split: nil) != nil else {
      let found = columns.isEmpty ? "none" : Leftovers.list(columns)
      if isKnown, columns.contains(where: FileName.isImage) {
        return "The table \(name) can't be used: it has no header; write one above the first row, such as file,label."
      }
      return isKnown ? "The table \(name) can't be used: it has no columns for files and labels, but \(found)." : nil
    }
    var reason = "it has no rows"
    for folder in folders {
      guard let sheet = LabelSheet(path, files: fileColumns, folder: folder, split: nil) else { continue }
      var rows = LabelRows(roots: [root], classes: nil)
      do {
        try rows.add(sheet, isProbe: true)
      } catch {
        return "The table \(name) can't be used: \(error.description)"
      }
      if rows.hasSamples { return nil }
      if let said = rows.firstFault { reason = said }
    }
    return "The table \(name) can't be used: \(reason)."
  }

  /// Nil where the file is not a table or has no column for the file or the label.
  private init?(_ path: String, files: [String], folder: String, split: Split?) {
    guard let columns = try? TableReader.columns(of: path) else { return nil }
    func column(_ names: [String]) -> String? {
      names.lazy.compactMap { name in columns.first { TableReader.folded($0) == name } }.first
    }
    guard let file = column(files), let label = column(Self.labelColumns) else { return nil }
    table = LabelTable(
      file: URL(filePath: path, directoryHint: .notDirectory), fileColumn: file, labelColumn: label,
      splitColumn: column(["split", "is_valid"]))
    self.folder = folder
    self.split = split
  }

  private func leadsToFiles(in root: String) -> Bool {
    var rows = LabelRows(roots: [root], classes: nil)
    // What can't be read on from some row is said when the table is read, or by `unusable`.
    try? rows.add(self, isProbe: true)
    return rows.hasSamples
  }
}

extension LabelRows {
  /// Adds a sheet's rows; `isProbe` stops at the first that leads to an image.
  mutating func add(_ sheet: LabelSheet, isProbe: Bool = false) throws(CorpusError) {
    try add(sheet.table, in: sheet.folder, isProbe: isProbe) { file in
      sheet.split ?? file.split(separator: "/").first.flatMap { FileName.split(String($0)) } ?? .train
    }
  }
}
