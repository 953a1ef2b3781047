import Taxonomy

extension DataSet {
  /// The same images with one class for all spellings of its name, see `ClassIdentity`; a note names what was merged.
  ///
  /// The first spelling that has a training image is kept, or else the first one.
  func unified() -> DataSet {
    Set(classes.map { ClassIdentity($0.id) }).count < classes.count ? grouped() : self
  }

  /// The same, its classes in `ClassOrder` and its samples by class, in their former order within each.
  func grouped() -> DataSet {
    let training = counts(in: .train)
    var groups: [ClassIdentity: [Int]] = [:]
    for (index, name) in classes.enumerated() { groups[ClassIdentity(name.id), default: []].append(index) }
    let members = groups.values.map { group in (kept: group.first { training[$0] > 0 } ?? group[0], group: group) }
      .sorted { ClassOrder.precedes(classes[$0.kept].id, classes[$1.kept].id) }
    var target = [Int](repeating: 0, count: classes.count)
    var result = self
    result.classes = []
    for (index, member) in members.enumerated() {
      for old in member.group { target[old] = index }
      result.classes.append(classes[member.kept])
      let note = Self.note(merging: [member.kept] + member.group.filter { $0 != member.kept }, of: classes)
      if let note { result.notes.append(note) }
    }
    var byClass = [[Sample]](repeating: [], count: members.count)
    for var sample in samples {
      sample.classIndex = target[sample.classIndex]
      byClass[sample.classIndex].append(sample)
    }
    result.samples = Array(byClass.joined())
    return result
  }

  private static func note(merging group: [Int], of classes: [ClassName]) -> String? {
    var seen: Set<ExactName> = []
    let spellings = group.map { classes[$0].id }.filter { seen.insert(ExactName($0)).inserted }
    guard spellings.count > 1 else { return nil }
    guard Set(spellings).count == spellings.count else {
      return "\(spellings[0]) is spelt in several ways that look alike, and is one class."
    }
    return "\(spellings.dropLast().joined(separator: ", ")) and \(spellings[spellings.count - 1]) are one class."
  }

  /// The classes that have a training image, and the images of those; a note names the others, which can't be learnt.
  ///
  /// A data set without any training image is returned as it is.
  package func withoutUntrainedClasses() -> DataSet {
    let training = counts(in: .train)
    guard training.contains(where: { $0 > 0 }), training.contains(0) else { return self }
    var result = self
    result.samples.removeAll { training[$0.classIndex] == 0 }
    result = result.withoutEmptyClasses()
    let names = zip(classes, training).filter { $0.1 == 0 }.map(\.0.id)
    result.notes.append("Classes without a training image are not learnt: \(Leftovers.list(names)).")
    return result
  }
}
