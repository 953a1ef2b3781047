/// What can be found, in the order in which it is told.
package enum FindingKind: String, Codable, Hashable, Sendable, CaseIterable {
  case exactDuplicate, nearDuplicate
  case unreadable, truncated, notAPicture, overBudget
  case implausibleLabel
  case emptyClass, similarClasses, litterClass, tinyClass, unbalancedClass
  case plain, tiny, extremeAspect, wrongExtension, severalFrames, rotated

  /// A heading for people.
  package var title: String {
    switch self {
    case .exactDuplicate: "The same file more than once"
    case .nearDuplicate: "Pictures that look alike"
    case .unreadable: "Files that can't be read"
    case .truncated: "Pictures that are cut short"
    case .notAPicture: "Files that are no pictures"
    case .overBudget: "Pictures that are too large"
    case .implausibleLabel: "Labels that the model doubts"
    case .emptyClass: "Classes without a picture"
    case .similarClasses: "Classes with nearly one name"
    case .litterClass: "Classes that look like a tool's leftovers"
    case .tinyClass: "Classes with few training pictures"
    case .unbalancedClass: "Classes out of balance"
    case .plain: "Pictures of a single colour"
    case .tiny: "Tiny pictures"
    case .extremeAspect: "Pictures that are very long or very wide"
    case .wrongExtension: "Files named as another kind of picture"
    case .severalFrames: "Animations and files of several pages"
    case .rotated: "Photographs that are stored turned"
    }
  }

  /// How much it matters where the finding doesn't say otherwise.
  var grade: Grade {
    switch self {
    case .unreadable, .truncated, .notAPicture, .overBudget: .problem
    case .exactDuplicate, .implausibleLabel, .emptyClass, .similarClasses, .litterClass, .tinyClass, .plain: .warning
    case .nearDuplicate, .unbalancedClass, .tiny, .extremeAspect, .wrongExtension, .severalFrames, .rotated: .remark
    }
  }
}

extension FindingKind {
  init(_ fault: PictureFault.Kind) {
    self =
      switch fault {
      case .unreadable: .unreadable
      case .truncated: .truncated
      case .notAPicture: .notAPicture
      case .overBudget: .overBudget
      }
  }
}
