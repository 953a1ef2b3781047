import Inference

/// The features that verdicts are chosen by, one table per look each, in the order in which looks are taken.
struct CalibrationFeatures: Sendable {
  /// Validation images as they are.
  var looks: [LabelledFeatures]
  /// Changed copies of validation images, as images from elsewhere are.
  var shifted: [LabelledFeatures] = []
  /// Validation images cut into tiles that are mixed: of the same pixels, but showing nothing.
  var scrambled: [LabelledFeatures] = []
  /// Images that show something else; their labels mean nothing.
  var foreign: [LabelledFeatures] = []

  /// At most so many of the validation images, evenly spaced, the same of each look.
  func spread(over most: Int) -> CalibrationFeatures {
    var some = self
    some.looks = looks.map { $0.spread(over: most) }
    return some
  }

  /// Leaves out validation images of all other classes.
  mutating func keep(_ classes: Set<Int>) {
    looks = looks.map { $0.rows(of: classes) }
    shifted = shifted.map { $0.rows(of: classes) }
  }
}
