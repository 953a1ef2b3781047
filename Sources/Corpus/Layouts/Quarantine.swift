import Foundation
import Support

/// Images to leave out: a CSV file with a column `file`, as a check writes it.
package struct Quarantine: Hashable, Sendable {
  /// A list of this name in a data folder is honoured wherever the folder is read.
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

  /// The list in a folder, if there is one.
  static func lying(in folder: String) throws(CorpusError) -> Quarantine? {
    let place = URL(filePath: "\(folder)/\(fileName)", directoryHint: .notDirectory)
    return FileManager.default.fileExists(atPath: place.path) ? try Quarantine(file: place) : nil
  }
}

extension DataSet {
  /// The data set without the images on a list, with a note that counts them and one for rows that name no image.
  ///
  /// - Parameter folders: The data folders that the list's paths begin at; the trees of the samples count as such, too.
  package func without(_ quarantine: Quarantine, in folders: [URL] = []) -> DataSet {
    var bases = Set(samples.lazy.map(\.root))
    for folder in folders { if let resolved = try? resolvedFolder(folder.path) { bases.insert(resolved) } }
    var rows: [ByteName: [Int]] = [:]
    for (row, file) in quarantine.files.enumerated() {
      for path in quarantine.paths(of: file, in: bases) { rows[ByteName(path), default: []].append(row) }
    }
    // A list from another system may compose letters otherwise: that counts for rows that name nothing as they are.
    let exact = Set(samples.flatMap { rows[ByteName($0.path)] ?? [] })
    var composed: [String: [Int]] = [:]
    for (path, found) in rows { composed[path.text, default: []] += found.filter { !exact.contains($0) } }
    var matched: Set<Int> = []
    var result = self
    result.samples.removeAll { sample in
      let found = (rows[ByteName(sample.path)] ?? []) + (composed[sample.path] ?? [])
      guard !found.isEmpty else { return false }
      matched.formUnion(found)
      return true
    }
    let count = samples.count - result.samples.count
    if count > 0 { result.notes.append("Images on the list \(quarantine.place) were left out: \(count).") }
    let lost = quarantine.files.indices.filter { row in
      !matched.contains(row) && !quarantine.isAboutOthers(quarantine.files[row], than: bases)
    }
    if !lost.isEmpty {
      let names = Leftovers.list(lost.map { quarantine.files[$0] }, limit: 4)
      result.notes.append("Rows of the list \(quarantine.place) that name no image here: \(lost.count) (\(names)).")
    }
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

extension Quarantine {
  /// The possible locations of a row's file: below each data folder, or where it says, with and without the links in its folder.
  fileprivate func paths(of file: String, in bases: Set<String>) -> Set<String> {
    let plain = file.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    guard file.hasPrefix("/") else { return Set(bases.map { "\($0)/\(plain)" }) }
    let parts = plain.split(separator: "/")
    let folder = "/" + parts.dropLast().joined(separator: "/")
    guard let name = parts.last, let real = try? resolvedFolder(folder) else { return ["/" + plain] }
    return ["/" + plain, "\(real == "/" ? "" : real)/\(name)"]
  }

  /// Whether a list in a data folder names an image of another one, as that in a clean copy does.
  fileprivate func isAboutOthers(_ file: String, than bases: Set<String>) -> Bool {
    let folder = "/" + place.split(separator: "/").dropLast().joined(separator: "/")
    guard file.hasPrefix("/"), place.hasPrefix("/"), let own = try? resolvedFolder(folder), bases.contains(own)
    else { return false }
    return !paths(of: file, in: bases).contains { path in bases.contains { path.hasPrefix($0 + "/") } }
  }
}
