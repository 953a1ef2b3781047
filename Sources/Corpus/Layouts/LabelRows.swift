import Foundation
import Support
import Taxonomy

/// Turns a table's rows into samples, one by one.
struct LabelRows {
  /// The most bytes of a label: classes have names, not texts.
  static let labelLimit = 1000

  private var places: ImagePlaces
  private let known: [ClassName]?
  private let matcher: ClassMatcher?
  private var byLabel: [String: Int?] = [:]
  private var labels: [String] = []
  private var samples: [Sample] = []
  private var problems: [Problem] = []
  private var seen: [PathKey: Int32] = [:]
  private var folders: [String: String] = [:]
  private var empty = 0, repeated = 0, partless = 0, moved = 0
  private var unknown: [String: Int] = [:]
  private var missing: [String] = []

  init(roots: [String], classes: [ClassName]?) {
    places = ImagePlaces(roots: roots)
    known = classes
    matcher = classes.map(ClassMatcher.init)
  }

  var hasSamples: Bool { !samples.isEmpty }

  /// The first row that can't be used and why, as a clause: "in row 2 …".
  private(set) var firstFault: String?
  private var rows = 0

  mutating func problem(_ file: String, _ reason: String) {
    if firstFault == nil {
      let clause = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
      firstFault = "row \(rows) (\(file)): \(clause.prefix(1).lowercased() + clause.dropFirst())"
    }
    problems.append(Problem(file: file, reason: reason))
  }

  /// Counts the table's next row, from 1.
  mutating func nextRow() { rows += 1 }

  mutating func add(file: String, in base: String, label: String, split: Split?) {
    let label = label.trimmingCharacters(in: .whitespaces)
    guard !label.isEmpty else {
      empty += 1
      if firstFault == nil { firstFault = "row \(rows) has no label" }
      return
    }
    guard label.utf8.count <= Self.labelLimit else {
      return problem(file.clipped, "Its label is over \(Self.labelLimit) bytes; check the label column.")
    }
    guard let index = classIndex(label) else {
      unknown[label, default: 0] += 1
      return
    }
    guard let split else {
      partless += 1
      return
    }
    guard let (root, name) = place(file, in: base) else { return }
    if let other = seen.updateValue(Int32(clamping: index), forKey: PathKey(root, name)) {
      if isOneClass(Int(other), index) {
        repeated += 1
      } else {
        problem("\(root)/\(name)", "It is labelled twice, as two classes.")
      }
      return
    }
    let slash = name.lastIndex(of: "/")
    let folder = slash.map { String(name[..<$0]) } ?? ""
    let shared = folders[folder] ?? folder
    if folders[folder] == nil { folders[folder] = folder }
    let base = slash.map { String(name[name.index(after: $0)...]) } ?? name
    samples.append(Sample(root: root, folder: shared, baseName: base, classIndex: index, split: split))
  }

  private func isOneClass(_ a: Int, _ b: Int) -> Bool {
    // A model's classes are what the labels were matched with; others may be one in two spellings.
    a == b || known == nil && ClassIdentity(labels[a]) == ClassIdentity(labels[b])
  }

  /// The file's location: the root and the path below it; a problem if there is none or it is outside.
  private mutating func place(_ file: String, in folder: String) -> (root: String, name: String)? {
    switch places.place(file, in: folder) {
    case .found(let root, let name): return (root, name)
    case .foundElsewhere(let root, let name):
      moved += 1
      return (root, name)
    case .missing(let tried):
      missing.append(file.clipped(to: 300))
      problem(tried, "There is no such file.")
    case .outside: problem(file, "It is outside the data folder.")
    }
    return nil
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
    if !missing.isEmpty {
      notes.append("Rows whose files are missing were left out: \(missing.count), \(Leftovers.list(missing)).")
    }
    if moved > 0 {
      notes.append("Rows whose path is from another machine, matched by its end: \(moved).")
    }
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
