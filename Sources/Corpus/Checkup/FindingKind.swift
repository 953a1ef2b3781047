/// The kinds of findings, in reporting order.
package enum FindingKind: String, Codable, Hashable, Sendable, CaseIterable {
  case exactDuplicate, nearDuplicate
  case unreadable, truncated
  case notAnImage = "notAPicture"
  case overBudget
  case implausibleLabel, doubtfulLabel
  case oneClass, emptyClass, similarClasses, litterClass, tinyClass, unbalancedClass
  case plain, tiny, extremeAspect, wrongExtension, severalFrames, rotated

  /// A heading for people.
  package var title: String {
    switch self {
    case .exactDuplicate: "The same file more than once"
    case .nearDuplicate: "Images that look alike"
    case .unreadable: "Files that can't be read"
    case .truncated: "Truncated images"
    case .notAnImage: "Files that aren't images"
    case .overBudget: "Images that are too large"
    case .implausibleLabel: "Labels that the model finds implausible"
    case .doubtfulLabel: "Labels that the other images speak against"
    case .oneClass: "Only one class"
    case .emptyClass: "Classes without an image"
    case .similarClasses: "Classes with nearly identical names"
    case .litterClass: "Classes that look like a tool's leftovers"
    case .tinyClass: "Classes with few training images"
    case .unbalancedClass: "Unbalanced classes"
    case .plain: "Images of a single colour"
    case .tiny: "Tiny images"
    case .extremeAspect: "Images that are very long or very wide"
    case .wrongExtension: "Files with the wrong extension"
    case .severalFrames: "Animations and files of several pages"
    case .rotated: "Images that are stored rotated"
    }
  }

  /// How much it matters where the finding doesn't say otherwise.
  var grade: Grade {
    switch self {
    case .unreadable, .truncated, .notAnImage, .overBudget, .oneClass: .problem
    case .exactDuplicate, .implausibleLabel, .doubtfulLabel, .emptyClass, .similarClasses, .litterClass, .tinyClass,
      .plain:
      .warning
    case .nearDuplicate, .unbalancedClass, .tiny, .extremeAspect, .wrongExtension, .severalFrames, .rotated: .remark
    }
  }
}

extension FindingKind {
  init(_ fault: ImageFault.Kind) {
    self =
      switch fault {
      case .unreadable: .unreadable
      case .truncated: .truncated
      case .notAnImage: .notAnImage
      case .overBudget: .overBudget
      }
  }
}
