import Foundation
import Support

/// From which probability on an answer is given.
enum SureThreshold {
  /// An answer with its score, the higher the likelier right: its calibrated probability, unless said otherwise.
  struct Answer: Hashable, Sendable {
    let score: Double
    let isRight: Bool
  }

  /// Fewer images can't show how often answers are wrong.
  static let leastImages = 50

  /// The lowest score from which at most the requested share of the answers is wrong; nil if there is none.
  ///
  /// One more wrong answer is counted than was seen, so that the share holds for the next image, too (Angelopoulos et al.,
  /// Conformal risk control, 2024).
  ///
  /// - Parameters:
  ///   - answers: To images as they are, and to changed copies.
  ///   - floor: Lower scores are never enough; for probabilities 0.5, where an answer is more likely wrong than right, unless
  ///     more errors than that are allowed.
  static func choose(maxError: Double, answers: [Answer], floor: Double? = nil) -> Double? {
    let floor = floor ?? min(0.5, 1 - maxError)
    var (wrong, count) = (0, 0)
    var found: Double?
    let ranked = answers.filter { $0.score >= floor }.sorted { $0.score > $1.score }
    for (place, answer) in ranked.enumerated() {
      count += 1
      if !answer.isRight { wrong += 1 }
      // Equal scores stand or fall together.
      if place + 1 < ranked.count, ranked[place + 1].score == answer.score { continue }
      if Double(wrong + 1) <= maxError * Double(count + 1) { found = answer.score }
    }
    // Where all hold there is nothing to be unsure of above the floor.
    return found == ranked.last?.score && found != nil ? floor : found
  }

  /// How many answers are given at a threshold, and how many of these are wrong.
  static func measure(_ answers: [Answer], at threshold: Double) -> (given: Proportion, wrong: Proportion) {
    let given = answers.filter { $0.score >= threshold }
    return (Proportion(given.count, of: answers.count), Proportion(given.count { !$0.isRight }, of: given.count))
  }
}
