/// One thing that a check found, with the pictures or classes it is about.
package struct Finding: Codable, Hashable, Sendable {
  package let kind: FindingKind
  package let grade: Grade
  /// One sentence for people.
  package let detail: String
  package var pictures: [FoundPicture] = []
  package var classes: [String] = []
  /// Whether the pictures carry different labels.
  package var acrossClasses = false
  /// Whether the pictures stand in different parts.
  package var acrossSplits = false
  /// Bits of 256 that the two most alike differ in.
  package var distance: Int?
  /// How probable a model takes the label to be, from 0 to 1.
  package var probability: Double?

  package init(
    _ kind: FindingKind, grade: Grade? = nil, detail: String, pictures: [FoundPicture] = [], classes: [String] = []
  ) {
    self.kind = kind
    self.grade = grade ?? kind.grade
    self.detail = detail
    self.pictures = pictures
    self.classes = classes
  }
}

/// How much a finding matters, the worst first.
package enum Grade: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
  /// Spoils training or measuring: files that can't be used, pictures with two labels or in two parts.
  case problem
  /// Should be looked at.
  case warning
  /// Good to know.
  case remark

  package static func < (a: Grade, b: Grade) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .problem: 0
    case .warning: 1
    case .remark: 2
    }
  }
}

/// A picture that a finding is about.
package struct FoundPicture: Codable, Hashable, Sendable {
  /// The absolute path.
  package let file: String
  /// The class's id.
  package let label: String
  package let split: Split

  package init(file: String, label: String, split: Split) {
    self.file = file
    self.label = label
    self.split = split
  }
}
