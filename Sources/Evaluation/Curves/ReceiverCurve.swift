/// The receiver operating characteristic of scores where higher means "accept".
package enum ReceiverCurve {
  package struct Point: Codable, Hashable, Sendable {
    /// Scores from this on are accepted; nil where none is.
    package let threshold: Double?
    /// The share of the positives that are accepted.
    package let accepted: Double
    /// The share of the negatives that are accepted.
    package let falselyAccepted: Double

    package init(threshold: Double?, accepted: Double, falselyAccepted: Double) {
      self.threshold = threshold
      self.accepted = accepted
      self.falselyAccepted = falselyAccepted
    }
  }

  /// From (0, 0) to (1, 1), one point for each different score; empty when either side is.
  ///
  /// Points between two others on a straight line are left out: they change nothing.
  package static func points(positives: [Double], negatives: [Double]) -> [Point] {
    guard !positives.isEmpty, !negatives.isEmpty else { return [] }
    let scores = (positives.map { ($0, true) } + negatives.map { ($0, false) }).sorted { $0.0 > $1.0 }
    var found: [(threshold: Double?, right: Int, wrong: Int)] = [(nil, 0, 0)]
    var (right, wrong) = (0, 0)
    for (place, score) in scores.enumerated() {
      if score.1 { right += 1 } else { wrong += 1 }
      if place + 1 < scores.count, scores[place + 1].0 == score.0 { continue }
      if found.count > 1, let last = found.last {
        let before = found[found.count - 2]
        let turns =
          (last.right - before.right) * (wrong - last.wrong) != (right - last.right) * (last.wrong - before.wrong)
        if !turns { found.removeLast() }
      }
      found.append((score.0, right, wrong))
    }
    return found.map {
      Point(
        threshold: $0.threshold, accepted: Double($0.right) / Double(positives.count),
        falselyAccepted: Double($0.wrong) / Double(negatives.count))
    }
  }
}
