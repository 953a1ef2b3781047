import Foundation
import Taxonomy

/// Turns a table's rows into samples, one by one.
struct LabelRows {
  private let roots: [String]
  private let known: [ClassName]?
  private let matcher: ClassMatcher?
  private var byLabel: [String: Int?] = [:]
  private var labels: [String] = []
  private var samples: [Sample] = []
  private var problems: [Problem] = []
  private var seen: [PathKey: Int32] = [:]
  private var folders: [String: String] = [:]
  private var empty = 0, repeated = 0, partless = 0
  private var unknown: [String: Int] = [:]

  init(roots: [String], classes: [ClassName]?) {
    self.roots = roots
    known = classes
    matcher = classes.map(ClassMatcher.init)
  }

  var hasSamples: Bool { !samples.isEmpty }

  mutating func problem(_ file: String, _ reason: String) { problems.append(Problem(file: file, reason: reason)) }

  mutating func add(file: String, label: String, split: Split?) {
    let label = label.trimmingCharacters(in: .whitespaces)
    guard !label.isEmpty else {
      empty += 1
      return
    }
    guard let index = classIndex(label) else {
      unknown[label, default: 0] += 1
      return
    }
    guard let split else {
      partless += 1
      return
    }
    guard let (root, name) = place(file) else { return }
    if let other = seen.updateValue(Int32(clamping: index), forKey: PathKey(root, name)) {
      if other == index { repeated += 1 } else { problem("\(root)/\(name)", "It is labelled twice, as two classes.") }
      return
    }
    let slash = name.lastIndex(of: "/")
    let folder = slash.map { String(name[..<$0]) } ?? ""
    let shared = folders[folder] ?? folder
    if folders[folder] == nil { folders[folder] = folder }
    let base = slash.map { String(name[name.index(after: $0)...]) } ?? name
    samples.append(Sample(root: root, folder: shared, baseName: base, classIndex: index, split: split))
  }

  /// Where the file lies: the root and the path below it; a problem when it lies nowhere or outside.
  private mutating func place(_ file: String) -> (root: String, name: String)? {
    var tried = file
    for root in roots {
      let name = file.hasPrefix(root + "/") ? String(file.dropFirst(root.count + 1)) : file
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard !name.hasPrefix("/"), !parts.contains(".."), !name.isEmpty else { continue }
      tried = "\(root)/\(name)"
      // An id stands for its image.
      let endings = FileKind.isImage(name) ? [""] : ["", ".jpg", ".jpeg", ".png", ".webp"]
      for ending in endings where isFile(tried + ending) {
        return (root, parts.filter { !$0.isEmpty && $0 != "." }.joined(separator: "/") + ending)
      }
    }
    let outside = tried == file
    problem(tried, outside ? "It lies outside the data folder." : "There is no such file.")
    return nil
  }

  private func isFile(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }

  private mutating func classIndex(_ label: String) -> Int? {
    if let index = byLabel[label] { return index }
    let index: Int?
    if let matcher {
      index = matcher.index(of: label)
    } else {
      index = labels.count
      labels.append(label)
    }
    byLabel[label] = .some(index)
    return index
  }

  /// The data set in its order: classes in `ClassOrder` unless they were given, samples by class, then by path.
  consuming func dataSet() -> DataSet {
    // Not needed any more, and large.
    seen = [:]
    var classes = known ?? []
    if known == nil {
      let order = labels.indices.sorted { ClassOrder.precedes(labels[$0], labels[$1]) }
      classes = order.map { ClassName(id: labels[$0], label: DisplayName.label(forFolder: labels[$0])) }
      var target = [Int](repeating: 0, count: order.count)
      for (new, old) in order.enumerated() { target[old] = new }
      for index in samples.indices { samples[index].classIndex = target[samples[index].classIndex] }
    }
    samples.sort { a, b in
      if a.classIndex != b.classIndex { return a.classIndex < b.classIndex }
      if a.root != b.root { return a.root < b.root }
      return a.folder == b.folder ? a.baseName < b.baseName : a.folder < b.folder
    }
    var notes: [String] = []
    if empty > 0 { notes.append("Rows without a label were left out: \(empty).") }
    if !unknown.isEmpty {
      let names = unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) (\($0.value))" }
      let count = unknown.values.reduce(0, +)
      notes.append("Rows with an unknown label were left out: \(count), \(Leftovers.list(names)).")
    }
    if partless > 0 { notes.append("Rows with an unknown split were left out: \(partless).") }
    if repeated > 0 { notes.append("Rows that name a file again were left out: \(repeated).") }
    return DataSet(classes: classes, samples: samples, notes: notes, problems: problems)
  }
}

/// A path in 16 bytes: of a million rows the paths themselves would take hundreds of megabytes.
private struct PathKey: Hashable {
  private let first: UInt64
  private let second: UInt64

  init(_ root: String, _ name: String) {
    func value(_ seed: UInt64) -> UInt64 {
      var hash = StableHash(seed: seed)
      hash.add(root)
      hash.add(name)
      return hash.value
    }
    (first, second) = (value(1), value(2))
  }
}
