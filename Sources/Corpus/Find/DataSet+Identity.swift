import Support
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
    var seen: Set<ByteName> = []
    let spellings = group.map { classes[$0].id }.filter { seen.insert(ByteName($0)).inserted }
    guard spellings.count > 1 else { return nil }
    guard Set(spellings).count == spellings.count else {
      return "\(spellings[0]) is spelt in several ways that look alike, and is one class."
    }
    return "\(spellings.dropLast().joined(separator: ", ")) and \(spellings[spellings.count - 1]) are one class."
  }

  /// Joins each class without a training image to the one class with some that its name means, see `ClassMatcher`: a test
  /// folder `Golden Retriever` to the training folder `golden_retriever`. What is joined and what is left is noted.
  func joined() -> DataSet {
    let training = counts(in: .train)
    let trained = classes.indices.filter { training[$0] > 0 }
    guard !trained.isEmpty, trained.count < classes.count else { return self }
    let matcher = ClassMatcher(trained.map { classes[$0] })
    var target = Array(classes.indices)
    var (result, alone) = (self, [String]())
    for index in classes.indices where training[index] == 0 {
      let name = classes[index].id
      if let found = matcher.index(of: name) {
        target[index] = trained[found]
        result.notes.append("\(name) is taken for the class \(classes[trained[found]].id).")
      } else {
        alone.append(name)
      }
    }
    if alone.count < classes.count - trained.count {
      var byClass = [[Sample]](repeating: [], count: classes.count)
      for var sample in samples {
        sample.classIndex = target[sample.classIndex]
        byClass[sample.classIndex].append(sample)
      }
      result.samples = Array(byClass.joined())
      result = result.withoutEmptyClasses()
    }
    if !alone.isEmpty { result.notes.append(Self.untrained(alone)) }
    return result
  }

  private static func untrained(_ names: [String]) -> String {
    "Classes without a training image are not learnt: \(Leftovers.list(names))."
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
    let note = Self.untrained(names)
    if !result.notes.contains(note) { result.notes.append(note) }
    return result
  }
}
