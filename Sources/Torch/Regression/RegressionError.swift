/// Why a regression can't be fitted to its input.
package enum RegressionError: Error, Hashable, Sendable, CustomStringConvertible {
  case nothingToLearn(samples: Int, features: Int, classes: Int)
  case wrongCount(of: String, expected: Int, found: Int)
  case invalidLabel(row: Int, label: Int, classes: Int)
  case invalidSampleWeights
  /// A feature, or what was worked out of it, isn't a finite number.
  case notFinite

  package var description: String {
    switch self {
    case .nothingToLearn(let samples, let features, let classes):
      "There is nothing to learn from \(samples) samples of \(features) features in \(classes) classes; "
        + "give at least one sample and two classes."
    case .wrongCount(let what, let expected, let found):
      "The regression needs \(expected) \(what), but was given \(found); give as many as there are labels."
    case .invalidLabel(let row, let label, let classes):
      "The label \(label) of row \(row) is outside 0…\(classes - 1); correct the labels or the number of classes."
    case .invalidSampleWeights: "Sample weights must be finite, not negative and not all zero; correct them."
    case .notFinite: "The features hold numbers that are not finite; leave out the images they came from."
    }
  }
}
