import Evaluation
import Inference
import Support

/// What is known of all images once a head was fitted to the labels as they are now.
package struct ReviewFit: Sendable {
  /// The head that was learnt from all labelled images but those that judge; nil for fewer than two classes.
  package let head: LinearClassifier?
  /// How many classes there are.
  package let classes: Int
  /// `rows × classes` probabilities: a row that was learnt from by a head without it, any other one by `head`.
  package let probabilities: [Float]
  /// Labelled rows, the most doubtful label first.
  package let doubts: [LabelDoubt]
  /// The share of the judging rows that `head` is right about, and how many these are; nil without any.
  package let accuracy: Proportion?
  /// The mean negative log-likelihood of their labels; nil without any.
  package let nll: Double?
  /// Seconds that fitting and ranking took.
  package let seconds: Double

  /// The probabilities of one row.
  package func probabilities(of row: Int) -> ArraySlice<Float> {
    probabilities[(row * classes)..<((row + 1) * classes)]
  }

  /// The likeliest classes of a row, the likeliest first.
  package func likeliest(_ row: Int, most: Int) -> [(index: Int, probability: Double)] {
    guard head != nil else { return [] }
    let own = probabilities(of: row)
    let order = own.indices.sorted { (own[$0], $1) > (own[$1], $0) }
    return order.prefix(most).map { ($0 - own.startIndex, Double(own[$0])) }
  }
}
