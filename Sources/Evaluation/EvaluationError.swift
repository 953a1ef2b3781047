/// Why answers can't be measured.
package enum EvaluationError: Error, Hashable, Sendable {
  /// An answer with another number of scores than there are classes.
  case wrongCount(expected: Int, found: Int)
  case unknownLabel(Int, classes: Int)
  /// A score that is not a number or infinite; `picture` counts from 0.
  case notFinite(picture: Int)
  /// A probability outside 0…1, or probabilities whose sum is not 1.
  case notProbabilities(picture: Int)
  case noAnswers
}

extension EvaluationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .wrongCount(let expected, let found):
      "An answer has \(found) scores where \(expected) were expected; give as many as there are classes."
    case .unknownLabel(let label, let classes):
      "The label \(label) is none of the \(classes) classes; give the class's index from 0."
    case .notFinite(let picture): "Answer \(picture) holds a score that is no finite number; check the model's weights."
    case .notProbabilities(let picture): "Answer \(picture) is no distribution; give probabilities that add up to 1."
    case .noAnswers: "There are no answers to measure; give at least one."
    }
  }
}
