/// How well confidence matches accuracy, in bins of equal width, and the expected calibration error that follows:
/// Σ over bins of |accuracy − mean confidence| · share of images.
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

  /// Counts one answer: the probability of the first class, from 0 to 1, and whether it was right.
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

  /// The bins in ascending order, empty ones too.
  package var bins: [ReliabilityBin] {
    counts.indices.map { index in
      let images = counts[index]
      let width = 1 / Double(counts.count)
      return ReliabilityBin(
        low: Double(index) * width, high: Double(index + 1) * width, images: images,
        accuracy: images > 0 ? Double(correct[index]) / Double(images) : nil,
        confidence: images > 0 ? confidence[index] / Double(images) : nil,
        interval: images > 0 ? .wilson(correct[index], of: images) : nil)
    }
  }
}

/// One bar of a reliability diagram: the images whose greatest probability is above `low` and at most `high`.
package struct ReliabilityBin: Codable, Hashable, Sendable {
  /// The bar's lower bound, from 0 to 1.
  package let low: Double
  /// The bar's upper bound, from 0 to 1.
  package let high: Double
  /// How many images it holds.
  package let images: Int
  /// The share of them answered rightly, and the mean of their greatest probabilities; nil without an image.
  package let accuracy: Double?
  /// The mean of their greatest probabilities; nil without an image.
  package let confidence: Double?
  /// The accuracy's 95 % interval.
  package let interval: Interval?
}
