import Foundation

/// Two models' answers to the same images: how many each alone got right, and what follows from it.
package struct PairedComparison: Codable, Hashable, Sendable {
  /// Images that both models answered.
  package let images: Int
  /// Images that only the first model got right.
  package let onlyFirst: Int
  /// Images that only the second model got right.
  package let onlySecond: Int

  package init(images: Int, onlyFirst: Int, onlySecond: Int) {
    self.images = images
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// The second model's accuracy minus the first's; 0 without images.
  package var difference: Double { images > 0 ? Double(onlySecond - onlyFirst) / Double(images) : 0 }

  /// The adjusted Wald interval of the difference: half an image is added to each of the four cells (Agresti, Min 2005),
  /// so that it doesn't shrink to a point where the models never differ.
  package func interval(confidence: Double = 0.95) -> Interval {
    let n = Double(images) + 2
    let (b, c) = (Double(onlyFirst) + 0.5, Double(onlySecond) + 0.5)
    let centre = (c - b) / n
    let half = Normal.quantile(0.5 + confidence / 2) * ((b + c) - (c - b) * (c - b) / n).squareRoot() / n
    return Interval(low: max(-1, centre - half), high: min(1, centre + half))
  }

  /// The exact two-sided p-value of McNemar's test: that the images on which the models differ fall evenly.
  package var exactP: Double { min(1, 2 * tail(includingLast: 1)) }

  /// Its mid-p variant, which is less conservative (Fagerland, Lydersen, Laake 2013).
  package var midP: Double { min(1, 2 * tail(includingLast: 0.5)) }

  /// P(X < m) + share · P(X = m) of X ~ Binomial(b + c, ½), m the smaller of both.
  private func tail(includingLast share: Double) -> Double {
    let n = onlyFirst + onlySecond
    let smaller = min(onlyFirst, onlySecond)
    guard n > 0 else { return 0.5 }
    return (0...smaller).reduce(0.0) { sum, k in
      let term = exp(lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1)) - Double(n) * log(2))
      return sum + (k == smaller ? share * term : term)
    }
  }
}
