import Foundation
import Support

/// The number that logits are divided by so that probabilities match how often the answers are right.
///
/// Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks (2017). It changes no order of classes.
package struct Temperature: Codable, Hashable, Sendable {
  /// The search range of `fit`: outside it the answers are all right or worthless, and there is no finite minimum.
  package static let range = 0.05...20.0

  /// What logits are divided by.
  package let value: Double
  /// The mean of −log p(the image's class) before and after, in nats.
  package let nllBefore: Double
  /// The same mean after the division.
  package let nllAfter: Double

  /// Finds the temperature T that minimises the mean negative log-likelihood of softmax(z / T).
  ///
  /// In β = 1 / T the function log Σ exp(β zᵢ) − β z_y is convex; its derivative is E[z] − z_y and its second one
  /// Var[z] under softmax(β z). Newton's steps are kept inside a bracket that each derivative's sign narrows.
  ///
  /// - Parameters:
  ///   - logits: One row per image, in one array: images × classes.
  ///   - labels: The index of each image's class.
  package static func fit(logits: [Float], labels: [Int]) throws(EvaluationError) -> Temperature {
    guard !labels.isEmpty, !logits.isEmpty else { throw .noAnswers }
    let classes = logits.count / labels.count
    guard classes * labels.count == logits.count, classes > 0 else {
      throw .wrongCount(expected: max(classes, 1) * labels.count, found: logits.count)
    }
    if let label = labels.first(where: { !(0..<classes).contains($0) }) {
      throw .unknownLabel(label, classes: classes)
    }
    if let bad = logits.firstIndex(where: { !$0.isFinite }) { throw .notFinite(image: bad / classes) }
    var low = 1 / range.upperBound
    var high = 1 / range.lowerBound
    var beta = 1.0
    for _ in 0..<100 {
      let (slope, curvature) = derivatives(logits, labels, classes, beta)
      if slope > 0 { high = beta } else { low = beta }
      let newton = beta - slope / curvature
      let next = newton > low && newton < high ? newton : (low + high) / 2
      if abs(next - beta) <= 1e-10 * beta { break }
      beta = next
    }
    return Temperature(
      value: 1 / beta, nllBefore: loss(logits, labels, classes, 1), nllAfter: loss(logits, labels, classes, beta))
  }

  private static func loss(_ logits: [Float], _ labels: [Int], _ classes: Int, _ beta: Double) -> Double {
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      let scores = logits[row * classes..<(row + 1) * classes]
      sum += Softmax.logSumExp(scores, temperature: 1 / beta) - beta * Double(scores[scores.startIndex + label])
    }
    return sum / Double(labels.count)
  }

  private static func derivatives(
    _ logits: [Float], _ labels: [Int], _ classes: Int, _ beta: Double
  ) -> (slope: Double, curvature: Double) {
    var slope = 0.0
    var curvature = 0.0
    for (row, label) in labels.enumerated() {
      let start = row * classes
      var top = -Double.infinity
      for index in start..<start + classes { top = max(top, Double(logits[index])) }
      var total = 0.0
      var mean = 0.0
      var square = 0.0
      for index in start..<start + classes {
        let z = Double(logits[index]) - top
        let weight = exp(beta * z)
        total += weight
        mean += weight * z
        square += weight * z * z
      }
      mean /= total
      slope += mean - (Double(logits[start + label]) - top)
      curvature += square / total - mean * mean
    }
    return (slope / Double(labels.count), curvature / Double(labels.count))
  }
}
