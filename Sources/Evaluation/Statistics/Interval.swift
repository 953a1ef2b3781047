import Foundation

/// A confidence interval, both ends included.
package struct Interval: Codable, Hashable, Sendable {
  /// The lower bound.
  package let low: Double
  /// The upper bound.
  package let high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Wilson's score interval for a share (Wilson 1927); from 0 to 1 where nothing was counted.
  ///
  /// - Parameters:
  ///   - successes: From 0 to `total`.
  ///   - confidence: Between 0 and 1.
  package static func wilson(_ successes: Int, of total: Int, confidence: Double = 0.95) -> Interval {
    guard total > 0 else { return Interval(low: 0, high: 1) }
    let n = Double(total)
    let share = Double(successes) / n
    let z = Normal.quantile(0.5 + confidence / 2)
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    // At its ends the interval is exact, but rounding would put it a little inside or outside.
    return Interval(
      low: successes == 0 ? 0 : max(0, centre - half), high: successes == total ? 1 : min(1, centre + half))
  }

  /// `66–100 %`.
  package var percentText: String { "\(Self.number(low))–\(Self.number(high)) %" }

  private static func number(_ fraction: Double) -> String {
    let percent = fraction * 100
    return percent == percent.rounded() ? String(format: "%.0f", percent) : String(format: "%.1f", percent)
  }
}

/// The standard normal distribution.
package enum Normal {
  /// The probability of a value of at most `z`.
  package static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The value that is exceeded with probability 1 − p; `p` is clamped to 1e-12…1 − 1e-12.
  package static func quantile(_ p: Double) -> Double {
    let p = min(max(p, 1e-12), 1 - 1e-12)
    var (low, high) = (-8.0, 8.0)
    // Bisection until Newton's steps are safe: each doubles the digits.
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
    var z = (low + high) / 2
    for _ in 0..<4 { z -= (cumulative(z) - p) / (exp(-z * z / 2) / (2 * Double.pi).squareRoot()) }
    return z
  }
}
