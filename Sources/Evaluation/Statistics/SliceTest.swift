import Foundation

/// Tests whether two proportions differ, and corrects p-values for multiple comparisons.
package enum SliceTest {
  /// The two-sided p-value of the pooled z-test for two independent shares; 1 if it is undefined.
  package static func p(_ first: (right: Int, images: Int), _ second: (right: Int, images: Int)) -> Double {
    guard first.images > 0, second.images > 0 else { return 1 }
    let (n, m) = (Double(first.images), Double(second.images))
    let pooled = Double(first.right + second.right) / (n + m)
    let variance = pooled * (1 - pooled) * (1 / n + 1 / m)
    guard variance > 0 else { return 1 }
    let z = (Double(first.right) / n - Double(second.right) / m) / variance.squareRoot()
    return erfc(abs(z) / 2.0.squareRoot())
  }

  /// P-values adjusted by Holm's method (1979), in the order given: those below 0.05 hold jointly with 95 % confidence.
  package static func holm(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var adjusted = values
    var greatest = 0.0
    for (place, index) in order.enumerated() {
      greatest = max(greatest, min(1, Double(values.count - place) * values[index]))
      adjusted[index] = greatest
    }
    return adjusted
  }
}
