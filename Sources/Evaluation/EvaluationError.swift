/// Why answers can't be evaluated.
package enum EvaluationError: Error, Hashable, Sendable {
  /// An answer whose number of scores isn't the number of classes.
  case wrongCount(expected: Int, found: Int)
  case unknownLabel(Int, classes: Int)
  /// A score that is not a number or infinite; `image` counts from 0.
  case notFinite(image: Int)
  /// A probability outside 0…1, or probabilities whose sum is not 1.
  case notProbabilities(image: Int)
  case noAnswers
}

extension EvaluationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .wrongCount(let expected, let found):
      "An answer has \(found) scores where \(expected) were expected; give as many as there are classes."
    case .unknownLabel(let label, let classes):
      "The label \(label) is outside the \(classes) classes; give the class's index from 0."
    case .notFinite(let image): "Answer \(image) holds a score that is not finite; check the model's weights."
    case .notProbabilities(let image): "Answer \(image) is not a distribution; give probabilities that add up to 1."
    case .noAnswers: "There are no answers to measure; give at least one."
    }
  }
}
