/// Thresholds chosen from scores where higher means "accept".
package enum Threshold {
  /// The highest threshold t for which at least the fraction of the scores is ≥ t; nil without a score.
  ///
  /// - Parameter fraction: From 0 to 1; at 0 the highest score is still accepted.
  package static func accepting(_ fraction: Double, of scores: [Double]) -> Double? {
    guard !scores.isEmpty else { return nil }
    let wanted = Int((min(max(fraction, 0), 1) * Double(scores.count) - 1e-9).rounded(.up))
    return scores.sorted(by: >)[max(wanted, 1) - 1]
  }

  /// The share of the scores that are ≥ the threshold; 0 without a score.
  package static func accepted(_ scores: [Double], at threshold: Double) -> Double {
    scores.isEmpty ? 0 : Double(scores.count { $0 >= threshold }) / Double(scores.count)
  }

  /// The area under the receiver operating characteristic: the probability that a positive's score exceeds a
  /// negative's, ties counting half (Mann–Whitney U / (m · n)); nil when either side is empty.
  package static func auroc(positives: [Double], negatives: [Double]) -> Double? {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    let scores = (positives.map { ($0, true) } + negatives.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var start = 0
    while start < scores.count {
      var end = start
      while end < scores.count, scores[end].0 == scores[start].0 { end += 1 }
      // Ranks count from 1; scores that are equal share their mean rank.
      let rank = Double(start + 1 + end) / 2
      rankSum += rank * Double(scores[start..<end].count { $0.1 })
      start = end
    }
    let m = Double(positives.count)
    let n = Double(negatives.count)
    return (rankSum - m * (m + 1) / 2) / (m * n)
  }
}
