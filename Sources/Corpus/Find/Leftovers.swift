/// Counts of what a scan skipped, reported as notes at its end.
struct Leftovers: Sendable {
  private var hidden: [String: Int] = [:]
  private var extensions: [String: Int] = [:]
  private(set) var emptyClasses: [String] = []
  private(set) var models: Set<String> = []
  private var loose = 0
  /// Images of a part that are in no class folder, by the part's folder.
  private var classless: [String: Int] = [:]
  private var links: [String] = []
  private var splitNeighbours: [String] = []
  private var others = 0
  private var deep: [String] = []
  private var classNeighbours: [String] = []
  private var said: [String] = []

  /// The folder of a review's journal goes without saying.
  mutating func hidden(_ name: String) {
    if name != ".dogbreed-review" { hidden[name.hasPrefix("._") ? "._*" : name, default: 0] += 1 }
  }
  mutating func notAnImage(_ name: String) { extensions[FileName.ending(of: name), default: 0] += 1 }
  mutating func emptyClass(_ name: String) { emptyClasses.append(name) }
  mutating func model(_ name: String) { models.insert(name) }
  mutating func looseFile(_ name: String, in part: String) {
    if part.isEmpty || !FileName.isImage(name) { loose += 1 } else { classless[part, default: 0] += 1 }
  }
  mutating func link(_ name: String) { links.append(name) }
  mutating func besideSplits(_ name: String) { splitNeighbours.append(name) }
  mutating func besideClasses(_ name: String) { classNeighbours.append(name) }
  mutating func note(_ sentence: String) { said.append(sentence) }
  mutating func other() { others += 1 }
  mutating func tooDeep(_ name: String) { deep.append(name) }

  var notes: [String] {
    var notes = said
    func add(_ names: [String], _ sentence: (String) -> String) {
      if !names.isEmpty { notes.append(sentence(Self.list(names))) }
    }
    add(hidden.sorted { $0.key < $1.key }.map { $1 > 1 ? "\($0) (\($1))" : $0 }) {
      "Hidden files and tools' litter were skipped: \($0)."
    }
    add(emptyClasses) { "Folders without images were ignored: \($0)." }
    add(models.sorted()) { "Model folders are not classes and were skipped: \($0)." }
    for (part, count) in classless.sorted(by: { $0.key < $1.key }) {
      notes.append("Images in \(part) itself, in no class folder, were skipped: \(count).")
    }
    if loose > 0 { notes.append("Files outside the class folders were skipped: \(loose).") }
    add(extensions.sorted { $0.key < $1.key }.map { "\($0.isEmpty ? "no extension" : ".\($0)") (\($1))" }) {
      "Files that aren't images were skipped: \($0)."
    }
    add(splitNeighbours) { "Folders next to the training and test folders were skipped: \($0)." }
    add(classNeighbours) { "Folders next to those that hold the class folders were skipped: \($0)." }
    add(links) { "Links back to a folder above were skipped: \($0)." }
    add(deep) { "Folders nested too deep were skipped: \($0)." }
    if others > 0 {
      notes.append("Links that lead nowhere, sockets and devices were skipped: \(others).")
    }
    return notes
  }

  static func list(_ names: [String], limit: Int = 8) -> String {
    names.prefix(limit).joined(separator: ", ") + (names.count > limit ? " and \(names.count - limit) more" : "")
  }
}
