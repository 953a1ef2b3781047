import Foundation
import Taxonomy

/// Finds the class that a label means: by id, by the WordNet id the class id begins with, or by the name people read.
///
/// Names that are one class by `ClassIdentity` come first; then accents, and whether words are separated by spaces,
/// hyphens or underscores, don't count. An ambiguous label matches no class.
package struct ClassMatcher: Sendable {
  private var byID: [String: Int] = [:]
  private var byIdentity: [ClassIdentity: Int?] = [:]
  private var byOther: [ClassIdentity: Int?] = [:]

  /// A matcher for these classes; labels match their indices.
  package init(_ classes: [ClassName]) {
    for (index, name) in classes.enumerated() {
      byID[name.id] = index
      let identity = ClassIdentity(name.id)
      byIdentity[identity] = .some(byIdentity[identity] == nil ? index : nil)
      let names = [
        DisplayName.wordNetID(of: name.id).map { ClassIdentity(String($0)) }, Self.folded(name.label),
        Self.folded(name.id), Self.folded(DisplayName.label(forFolder: name.id)),
      ]
      for other in Set(names.compactMap { $0 }) {
        byOther[other] = .some(byOther[other] == nil ? index : nil)
      }
    }
  }

  /// The index of the class, nil when the label is empty, unknown or ambiguous.
  package func index(of label: String) -> Int? {
    if let index = byID[label] { return index }
    let identity = ClassIdentity(label)
    if let index = byIdentity[identity] ?? nil { return index }
    return (byOther[identity] ?? byOther[Self.folded(label)]) ?? nil
  }

  private static func folded(_ name: String) -> ClassIdentity {
    let plain = name.folding(options: .diacriticInsensitive, locale: nil)
    return ClassIdentity(String(plain.map { $0 == "_" || $0 == "-" ? " " : $0 }))
  }
}

extension DataSet {
  /// The same images indexed by another list of classes, such as a model's; images of classes not in it are left out
  /// with a note.
  package func aligned(to target: [ClassName]) -> DataSet {
    let matcher = ClassMatcher(target)
    let indices = classes.map { name in matcher.index(of: name.id) ?? matcher.index(of: name.label) }
    var result = self
    result.classes = target
    result.samples = samples.compactMap { sample in
      guard let index = indices[sample.classIndex] else { return nil }
      var moved = sample
      moved.classIndex = index
      return moved
    }
    // A stable sort by class: the order within a class stays.
    let order = result.samples.indices.sorted {
      (result.samples[$0].classIndex, $0) < (result.samples[$1].classIndex, $1)
    }
    result.samples = order.map { result.samples[$0] }
    let unknown = zip(classes, indices).filter { $0.1 == nil }.map(\.0.id)
    if !unknown.isEmpty {
      result.notes.append(
        "Images of other classes were left out: \(samples.count - result.samples.count) "
          + "(\(Leftovers.list(unknown))).")
    }
    return result
  }
}
