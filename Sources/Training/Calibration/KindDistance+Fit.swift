import Inference

extension KindDistance {
  /// A variance is kept at a tenth of what three quarters of the features stay below, so that a feature that hardly
  /// varies here doesn't decide alone.
  private static let leastShare: Float = 0.1

  /// The statistics of training features; nil without any.
  init?(of features: LabelledFeatures, classes: Int) {
    guard features.count > 0 else { return nil }
    let width = features.width
    var middle = [Double](repeating: 0, count: width)
    var means = [Double](repeating: 0, count: classes * width)
    var squares = middle
    var counts = [Double](repeating: 0, count: classes)
    features.values.withUnsafeBufferPointer { values in
      for (row, label) in features.labels.enumerated() {
        counts[label] += 1
        for f in 0..<width {
          let value = Double(values[row * width + f])
          middle[f] += value
          squares[f] += value * value
          means[label * width + f] += value
        }
      }
    }
    let total = Double(features.count)
    var (within, overall) = (middle, middle)
    for f in 0..<width {
      middle[f] /= total
      overall[f] = max(squares[f] / total - middle[f] * middle[f], 0)
      // The variance explained by the classes' means is subtracted.
      var between = 0.0
      for c in 0..<classes where counts[c] > 0 {
        let distance = means[c * width + f] / counts[c] - middle[f]
        means[c * width + f] = distance
        between += counts[c] / total * distance * distance
      }
      within[f] = max(overall[f] - between, 0)
    }
    self.init(
      middle: middle.map(Float.init), means: means.map(Float.init), within: Self.kept(within),
      overall: Self.kept(overall))
  }

  private static func kept(_ variances: [Double]) -> [Float] {
    let usual = Float(variances.sorted()[(variances.count - 1) * 3 / 4])
    let least = usual > 1e-12 ? usual * leastShare : 1
    return variances.map { max(Float($0), least) }
  }
}
