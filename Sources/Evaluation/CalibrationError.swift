/// The expected calibration error: Σ over bins of |accuracy − mean confidence| · share of images.
///
/// Naeini, Cooper, Hauskrecht: Obtaining well calibrated probabilities using Bayesian binning (2015), in the form of
/// Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks (2017): bins of equal width on the greatest
/// probability, each open below and closed above.
package struct CalibrationError: Sendable {
  private var counts: [Int]
  private var correct: [Int]
  private var confidence: [Double]

  package init(bins: Int = 15) {
    let bins = max(bins, 1)
    counts = Array(repeating: 0, count: bins)
    correct = counts
    confidence = Array(repeating: 0, count: bins)
  }

  package mutating func accumulate(confidence value: Double, correct hit: Bool) {
    let bin = min(max(Int((value * Double(counts.count)).rounded(.up)) - 1, 0), counts.count - 1)
    counts[bin] += 1
    correct[bin] += hit ? 1 : 0
    confidence[bin] += value
  }

  /// From 0 to 1; 0 when nothing was accumulated.
  package func measure() -> Double {
    let total = counts.reduce(0, +)
    guard total > 0 else { return 0 }
    return zip(correct, confidence).reduce(0) { $0 + abs(Double($1.0) - $1.1) } / Double(total)
  }
}
