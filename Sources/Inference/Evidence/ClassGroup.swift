import Foundation

/// What probabilities say of a group of classes, as if all of them were one.
package struct ClassGroup: Hashable, Sendable {
  /// The group's name.
  package let name: String
  /// The sum of its classes' probabilities.
  package let probability: Double
  /// Σ p log p with its classes as one.
  package let certainty: Double

  /// The groups that a class belongs to, the narrowest first.
  ///
  /// - Parameters:
  ///   - groups: Each class's groups, the narrowest first.
  ///   - probabilities: One per class.
  package static func ancestors(
    of winner: Int, in groups: [[String]], _ probabilities: [Float]
  ) -> [ClassGroup] {
    func certainty(_ p: Double) -> Double { p > 0 ? p * log(p) : 0 }
    return groups[winner].map { name in
      var (sum, outside) = (0.0, 0.0)
      for (members, p) in zip(groups, probabilities) {
        if members.contains(name) { sum += Double(p) } else { outside += certainty(Double(p)) }
      }
      return ClassGroup(name: name, probability: min(sum, 1), certainty: certainty(sum) + outside)
    }
  }
}
