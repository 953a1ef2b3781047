/// One finding of a check, with the images or classes it concerns.
package struct Finding: Codable, Hashable, Sendable {
  /// What was found.
  package let kind: FindingKind
  /// How bad it is.
  package let grade: Grade
  /// One sentence for people.
  package let detail: String
  /// The images that it concerns.
  package var images: [FoundImage] = []
  /// The classes that it concerns, by their ids.
  package var classes: [String] = []
  /// Whether the images carry different labels.
  package var acrossClasses = false
  /// Whether the images are in different splits.
  package var acrossSplits = false
  /// Bits of 256 that the two most alike differ in.
  package var distance: Int?
  /// The probability a model gives the label, from 0 to 1.
  package var probability: Double?

  package init(
    _ kind: FindingKind, grade: Grade? = nil, detail: String, images: [FoundImage] = [], classes: [String] = []
  ) {
    self.kind = kind
    self.grade = grade ?? kind.grade
    self.detail = detail
    self.images = images
    self.classes = classes
  }

  private enum CodingKeys: String, CodingKey {
    case kind, grade, detail, classes, acrossClasses, acrossSplits, distance, probability
    case images = "pictures"
  }
}

/// How much a finding matters, the worst first.
package enum Grade: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
  /// Spoils training or evaluation: unusable files, images with two labels or in two splits.
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

/// An image that a finding is about.
package struct FoundImage: Codable, Hashable, Sendable {
  /// The absolute path.
  package let file: String
  /// The class's id.
  package let label: String
  /// The part that it is in.
  package let split: Split

  package init(file: String, label: String, split: Split) {
    self.file = file
    self.label = label
    self.split = split
  }
}
