/// A check's report, as encoded in JSON.
package struct CheckupReport: Codable, Hashable, Sendable {
  /// The folders that were checked.
  package let folders: [String]
  /// How many images they hold.
  package let images: Int
  /// How many classes they hold.
  package let classes: Int
  /// Images in each part that has some.
  package let parts: [String: Int]
  /// How many findings of each kind there are.
  package let counts: [String: Int]
  /// How many pairs of images look alike.
  package let nearPairs: PairCounts
  /// Bits of 256 that near-duplicates differ in at most.
  package let nearBits: Int
  /// The worst first.
  package let findings: [Finding]
  /// Files that can't be used, one each.
  package let problems: [Problem]
  /// Sentences on how the folders were read.
  package let notes: [String]

  package struct PairCounts: Codable, Hashable, Sendable {
    /// All pairs.
    package let pairs: Int
    /// Pairs of images with different labels.
    package let acrossClasses: Int
    /// Pairs of images in different splits.
    package let acrossSplits: Int
  }

  /// - Parameter folders: The data folders as they were named.
  package init(_ checkup: Checkup, folders: [String]) {
    let set = checkup.dataSet
    self.folders = folders
    images = set.samples.count
    classes = set.classes.count
    var parts: [String: Int] = [:]
    for sample in set.samples { parts[sample.split.rawValue, default: 0] += 1 }
    self.parts = parts
    var counts: [String: Int] = [:]
    for finding in checkup.findings { counts[finding.kind.rawValue, default: 0] += 1 }
    self.counts = counts
    let pairs = checkup.duplicates.pairs.map { (set.samples[$0.first], set.samples[$0.second]) }
    nearPairs = PairCounts(
      pairs: pairs.count, acrossClasses: pairs.count { $0.0.classIndex != $0.1.classIndex },
      acrossSplits: pairs.count { $0.0.split != $0.1.split })
    nearBits = checkup.duplicates.limit
    findings = checkup.findings
    problems =
      set.problems
      + zip(set.samples, checkup.examinations).compactMap { sample, examination in
        examination.fault.map { Problem(file: sample.path, reason: $0.reason) }
      }
    notes = set.notes
  }

  /// Whether anything spoils training or evaluation.
  package var hasProblems: Bool { !problems.isEmpty || findings.contains { $0.grade == .problem } }

  private enum CodingKeys: String, CodingKey {
    case folders, classes, parts, counts, nearPairs, nearBits, findings, problems, notes
    case images = "pictures"
  }
}
