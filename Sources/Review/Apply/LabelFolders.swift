import Corpus
import Support
import Taxonomy

/// How a data set's folders say its labels, so that a file can be moved to where it has another one.
package struct LabelFolders: Sendable {
  /// A class's folder: the folders before it, such as `train`, its own name, and those in it that the image is in.
  private struct Place: Hashable {
    let root: String
    let before: [String]
    let name: String
    let after: [String]

    var path: String { ([root] + before + [name] + after).filter { !$0.isEmpty }.joined(separator: "/") }
  }

  private let classes: [ClassName]
  /// What each class's folders are called, by the folders before them.
  private var names: [Int: [[String]: String]] = [:]
  /// Where the training images of a class are, and where most training images of all are.
  private var usual: [Int: Place] = [:]
  private var most: Place?

  /// - Parameter dataSet: All its images, as they are on the disk.
  package init(_ dataSet: DataSet) {
    classes = dataSet.classes
    var counts: [Int: [Place: Int]] = [:]
    var all: [Place: Int] = [:]
    for sample in dataSet.samples {
      guard let place = Self.place(of: sample, in: classes[sample.classIndex]) else { continue }
      names[sample.classIndex, default: [:]][place.before] = place.name
      guard sample.split == .train else { continue }
      let plain = Place(root: place.root, before: place.before, name: place.name, after: Self.parts(in: place.after))
      counts[sample.classIndex, default: [:]][plain, default: 0] += 1
      all[Place(root: plain.root, before: plain.before, name: "", after: plain.after), default: 0] += 1
    }
    func first(_ counts: [Place: Int]) -> Place? {
      counts.max { ($0.value, $1.key.path) < ($1.value, $0.key.path) }?.key
    }
    usual = counts.compactMapValues(first)
    most = first(all)
  }

  /// Whether the labels are folders' names at all.
  package var areFolders: Bool { most != nil }

  private static func place(of sample: Sample, in name: ClassName) -> Place? {
    guard sample.span == nil else { return nil }
    let parts = sample.folder.isEmpty ? [] : sample.folder.pathComponents
    let identity = ClassIdentity(name.id)
    guard let at = parts.firstIndex(where: { ClassIdentity($0) == identity }) else { return nil }
    return Place(
      root: sample.root, before: Array(parts[..<at]), name: parts[at], after: Array(parts[(at + 1)...]))
  }

  /// Of folders within a class's those that say a part, as in `cat/train`: a new image goes there, too.
  private static func parts(in folders: [String]) -> [String] {
    folders.first.map { ["train", "training"].contains($0.lowercased()) ? [$0] : [] } ?? []
  }

  /// The folder, by its absolute path, in which a data set's image would be labelled `id`; nil where folders don't say labels.
  package func folder(for sample: Sample, labelled id: String) -> String? {
    guard let place = Self.place(of: sample, in: classes[sample.classIndex]) else { return nil }
    let index = index(of: id)
    let name = index.flatMap { names[$0]?[place.before] ?? names[$0]?.values.min() } ?? id
    return Place(root: place.root, before: place.before, name: name, after: place.after).path
  }

  /// The folder for an image from outside the data set.
  ///
  /// - Parameter root: The data folder, for a set that has no image yet.
  package func folder(forNew id: String, root: String) -> String {
    let index = index(of: id)
    if let place = index.flatMap({ usual[$0] }) { return place.path }
    let name = index.flatMap { names[$0]?.values.min() } ?? id
    guard let most else { return "\(root)/\(name)" }
    return Place(root: most.root, before: most.before, name: name, after: most.after).path
  }

  private func index(of id: String) -> Int? {
    classes.firstIndex { $0.id == id } ?? classes.firstIndex { ClassIdentity($0.id) == ClassIdentity(id) }
  }

  /// Throws `ReviewError.badClass` for a name that no folder can have, or that a data set would not take for a class.
  package static func check(_ name: String) throws(ReviewError) {
    func bad(_ reason: String) -> ReviewError { .badClass(name, reason: reason) }
    if ClassIdentity(name).isEmpty { throw bad("it is empty") }
    if name.hasPrefix(".") { throw bad("folders that begin with a dot are hidden") }
    if name.utf8.contains(where: { $0 == 47 || $0 == 92 || $0 < 32 || $0 == 127 }) {
      throw bad("it holds a slash or a character that isn't printed")
    }
    if name.utf8.count > 200 { throw bad("it is too long") }
    if name.first?.isWhitespace == true || name.last?.isWhitespace == true {
      throw bad("it begins or ends with a blank")
    }
    let parts = ["train", "training", "val", "valid", "validation", "dev", "test", "testing", "eval", "evaluation"]
    if parts.contains(name.lowercased()) { throw bad("a folder called so holds a part of a data set") }
  }
}
