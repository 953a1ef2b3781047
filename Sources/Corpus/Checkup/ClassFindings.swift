import Foundation
import Taxonomy

/// Findings about classes: empty, tiny, unbalanced, nearly identical names, a tool's leftovers.
enum ClassFindings {
  static func all(_ set: DataSet, _ options: CheckupOptions) -> [Finding] {
    set.emptyClasses.map { Finding(.emptyClass, detail: "The folder \($0) holds no image.", classes: [$0]) }
      + alone(set) + similar(set.classes) + litter(set.classes) + sizes(set, options)
  }

  /// A single class to learn, by training images, or by all where no part is for training.
  private static func alone(_ set: DataSet) -> [Finding] {
    let training = set.counts(in: .train)
    let counts = training.contains { $0 > 0 } ? training : set.counts()
    let used = zip(set.classes, counts).filter { $0.1 > 0 }
    guard used.count == 1 else { return [] }
    return [
      Finding(
        .oneClass, detail: "Only \(used[0].0.id) has images to learn from; a classifier needs two classes or more.",
        classes: [used[0].0.id])
    ]
  }

  /// Classes whose names differ in nothing but case, accents, spaces or punctuation.
  private static func similar(_ classes: [ClassName]) -> [Finding] {
    var byName: [String: [String]] = [:]
    for name in classes { byName[folded(name.label), default: []].append(name.id) }
    return byName.filter { $0.value.count > 1 && !$0.key.isEmpty }.sorted { $0.key < $1.key }.map { _, ids in
      Finding(
        .similarClasses,
        detail: "The classes \(ids.joined(separator: ", ")) differ only in case, accents or punctuation.", classes: ids)
    }
  }

  private static func folded(_ name: String) -> String {
    let plain = name.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    return String(String.UnicodeScalarView(plain.unicodeScalars.filter(CharacterSet.alphanumerics.contains)))
  }

  private static func litter(_ classes: [ClassName]) -> [Finding] {
    classes.filter { looksLikeLitter($0.id) }.map {
      Finding(.litterClass, detail: "\($0.id) looks like a tool's folder, not like a class.", classes: [$0.id])
    }
  }

  private static let litterNames: Set<String> = [
    "annotations", "backup", "bak", "cache", "checkpoints", "env", "labels", "lists", "log", "logs", "node_modules",
    "old", "output", "outputs", "results", "runs", "temp", "thumbnails", "thumbs", "tmp", "trash", "venv",
  ]

  private static let litterBeginnings = ["copy of ", "new folder", "untitled folder"]

  private static func looksLikeLitter(_ id: String) -> Bool {
    let name = id.lowercased()
    return litterNames.contains(name) || litterBeginnings.contains { name.hasPrefix($0) }
      || name.hasSuffix(" copy") || name.hasSuffix("~")
  }

  /// By training images, or by all where no part is for training.
  private static func sizes(_ set: DataSet, _ options: CheckupOptions) -> [Finding] {
    let training = set.counts(in: .train)
    let isTraining = training.contains { $0 > 0 }
    let counts = isTraining ? training : set.counts()
    let what = isTraining ? "training images" : "images"
    let middle = counts.isEmpty ? 0 : counts.sorted()[counts.count / 2]
    return zip(set.classes, counts).compactMap { name, count in
      if count < options.tinyClass {
        return Finding(.tinyClass, detail: "\(name.id) has \(count) \(what).", classes: [name.id])
      }
      let ratio = Double(max(count, middle)) / Double(max(min(count, middle), 1))
      guard ratio > options.imbalance else { return nil }
      return Finding(
        .unbalancedClass, detail: "\(name.id) has \(count) \(what), the median class has \(middle).",
        classes: [name.id])
    }
  }
}
