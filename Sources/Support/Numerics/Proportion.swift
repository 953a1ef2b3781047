import Foundation

/// A count out of a total, with the confidence interval of the underlying rate.
package struct Proportion: Codable, Hashable, Sendable {
  /// How many there are.
  package let count: Int
  /// The total that they are counted among.
  package let of: Int
  /// `count / of`, from 0 to 1; 0 if the total is 0.
  package let share: Double
  /// The lower end of the 95 % interval (Wilson 1927); 0 if the total is 0.
  package let low: Double
  /// The upper end of that interval; 1 if the total is 0.
  package let high: Double

  package init(_ count: Int, of total: Int) {
    self.count = count
    of = total
    guard total > 0 else {
      (share, low, high) = (0, 0, 1)
      return
    }
    let z = 1.959963984540054
    let n = Double(total)
    let p = Double(count) / n
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // The ends are exact where all or none are counted; rounding must not move them.
    (share, low, high) = (p, count == 0 ? 0 : max(middle - half, 0), count == total ? 1 : min(middle + half, 1))
  }
}
