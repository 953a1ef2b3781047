import Foundation

/// Images to leave out: a CSV file with a column `file`, as a check writes it.
package struct Quarantine: Hashable, Sendable {
  /// A list of this name that lies in a data folder is honoured wherever the folder is read.
  package static let fileName = "quarantine.csv"
  static let columns = ["file", "label", "split", "reason"]

  let place: String
  /// Absolute paths, or paths below a data folder.
  let files: [String]

  /// Reads a list; throws `CorpusError` for one that isn't there, has no column `file` or is damaged.
  package init(file: URL) throws(CorpusError) {
    place = file.path
    var reader = try TableReader(path: place, columns: ["file"])
    var files: [String] = []
    while let row = try reader.next() {
      // An unreadable row might name an image that must not be used.
      guard case .success(let fields) = row else {
        throw .malformedTable(
          file: place, line: reader.line, reason: "it has a different number of fields than the header")
      }
      if !fields[0].isEmpty { files.append(fields[0]) }
    }
    self.files = files
  }

  /// The list that lies in a folder, if one does.
  static func lying(in folder: String) throws(CorpusError) -> Quarantine? {
    let place = URL(filePath: "\(folder)/\(fileName)", directoryHint: .notDirectory)
    return FileManager.default.fileExists(atPath: place.path) ? try Quarantine(file: place) : nil
  }
}

extension DataSet {
  /// The data set without the images on a list, with a note that counts them.
  ///
  /// - Parameter folders: The data folders that the list's paths begin at; the trees of the samples count as such, too.
  package func without(_ quarantine: Quarantine, in folders: [URL] = []) -> DataSet {
    var bases = Set(samples.lazy.map(\.root))
    for folder in folders { if let resolved = try? resolvedFolder(folder.path) { bases.insert(resolved) } }
    var listed: Set<String> = []
    for file in quarantine.files {
      if file.hasPrefix("/") { listed.insert(file) } else { for base in bases { listed.insert("\(base)/\(file)") } }
    }
    var result = self
    result.samples.removeAll { listed.contains($0.path) }
    let count = samples.count - result.samples.count
    guard count > 0 else { return self }
    result.notes.append("Images on the list \(quarantine.place) were left out: \(count).")
    return result
  }

  /// The data set without the classes that have no image.
  package func withoutEmptyClasses() -> DataSet {
    var result = self
    let counts = counts()
    var target: [Int] = []
    var kept = 0
    for count in counts {
      target.append(kept)
      if count > 0 { kept += 1 }
    }
    guard kept < counts.count else { return self }
    result.classes = zip(classes, counts).filter { $0.1 > 0 }.map(\.0)
    for index in samples.indices { result.samples[index].classIndex = target[samples[index].classIndex] }
    return result
  }
}
