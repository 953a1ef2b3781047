import Foundation
import Taxonomy

/// The groups that classes belong to, from a table: its first column is the class, each further one a wider group.
package enum ClassGroups {
  /// The name of such a table in the folder of images.
  package static let fileName = "groups.csv"

  /// Groups by class id, the narrowest first; the first row is the header, and empty cells are left out.
  ///
  /// Throws `CorpusError` where the table can't be read, and for a class that isn't among `classes` or has two rows.
  package static func read(_ path: String, classes: [ClassName]) throws(CorpusError) -> [String: [String]] {
    var reader = try CSVReader(path: path)
    guard let header = try reader.next(), header.count > 1 else {
      throw .malformedTable(file: path, line: 1, reason: "its header needs a class and at least one group")
    }
    let matcher = ClassMatcher(classes)
    var groups: [String: [String]] = [:]
    while true {
      let line = reader.line
      guard let fields = try reader.next() else { break }
      let cells = fields.map { $0.trimmingCharacters(in: .whitespaces) }
      guard let name = cells.first, !name.isEmpty else { continue }
      guard let index = matcher.index(of: name) else {
        throw .malformedTable(file: path, line: line, reason: "there is no class \(name)")
      }
      guard groups[classes[index].id] == nil else {
        throw .malformedTable(file: path, line: line, reason: "\(classes[index].id) has a row already")
      }
      groups[classes[index].id] = cells.dropFirst().filter { !$0.isEmpty }
    }
    return groups
  }

  /// The folders that contain class folders, such as `setters` of `setters/english`, by class id.
  ///
  /// Parts of the data set don't count as groups, nor does a folder that contains all classes. A class with images in
  /// several such folders has none.
  package static func ofFolders(in dataSet: DataSet) -> [String: [String]] {
    var found: [Int: Set<String>] = [:]
    var last: (folder: String, classIndex: Int)?
    for sample in dataSet.samples {
      // Images of one folder follow each other.
      if let last, last.folder == sample.folder, last.classIndex == sample.classIndex { continue }
      last = (sample.folder, sample.classIndex)
      let parts = sample.folder.split(separator: "/").map(String.init)
      let id = dataSet.classes[sample.classIndex].id
      guard let place = parts.firstIndex(where: { $0.utf8.elementsEqual(id.utf8) }), place > 0,
        FileName.split(parts[place - 1]) == nil
      else { continue }
      found[sample.classIndex, default: []].insert(parts[place - 1])
    }
    let groups = found.filter { $0.value.count == 1 }.compactMapValues(\.first)
    guard Set(groups.values).count > 1 else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: groups.map { (dataSet.classes[$0.key].id, [DisplayName.label(forFolder: $0.value)]) })
  }
}
