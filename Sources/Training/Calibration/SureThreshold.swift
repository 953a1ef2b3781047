import Foundation
import Support

/// From which probability on an answer is given.
enum SureThreshold {
  /// An answer with its calibrated probability.
  struct Answer: Hashable, Sendable {
    let probability: Double
    let isRight: Bool
  }

  /// Fewer images can't show how often answers are wrong.
  static let leastImages = 50

  /// The lowest probability from which at most the requested share of the answers is wrong; nil if there is none.
  ///
  /// It is never below 0.5, where an answer is more likely wrong than right, unless more errors than that are allowed. One
  /// more wrong answer is counted than was seen, so that the share holds for the next image, too (Angelopoulos et al.,
  /// Conformal risk control, 2024).
  ///
  /// - Parameter answers: To images as they are, and to changed copies.
  static func choose(maxError: Double, answers: [Answer]) -> Double? {
    let floor = min(0.5, 1 - maxError)
    var (wrong, count) = (0, 0)
    var found: Double?
    let ranked = answers.filter { $0.probability >= floor }.sorted { $0.probability > $1.probability }
    for (place, answer) in ranked.enumerated() {
      count += 1
      if !answer.isRight { wrong += 1 }
      // Equal probabilities stand or fall together.
      if place + 1 < ranked.count, ranked[place + 1].probability == answer.probability { continue }
      if Double(wrong + 1) <= maxError * Double(count + 1) { found = answer.probability }
    }
    // Where all hold there is nothing to be unsure of above the floor.
    return found == ranked.last?.probability && found != nil ? floor : found
  }

  /// How many answers are given at a threshold, and how many of these are wrong.
  static func measure(_ answers: [Answer], at threshold: Double) -> (given: Proportion, wrong: Proportion) {
    let given = answers.filter { $0.probability >= threshold }
    return (Proportion(given.count, of: answers.count), Proportion(given.count { !$0.isRight }, of: given.count))
  }
}
