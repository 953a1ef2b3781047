extension SoftmaxRegression {
  /// The same rows with other labels and weights: what was standardised is used again, so that this takes a small part of the
  /// time of a new regression.
  ///
  /// - Parameters:
  ///   - labels: One per row, as many as there were.
  ///   - classes: May be more than before.
  ///   - sampleWeights: One non-negative weight per row. Runs of rows that all weigh nothing cost nothing.
  /// - Throws: `RegressionError` where counts don't fit, a label is out of range or all weights are zero.
  package func relabelled(_ labels: [Int], classes: Int, sampleWeights: [Float]) throws -> SoftmaxRegression {
    guard blocks.count == parts, labels.count == samples else {
      throw RegressionError.wrongCount(of: "labels", expected: samples, found: labels.count)
    }
    try Self.check(labels, classes: classes, weights: sampleWeights)
    let total = sampleWeights.reduce(0) { $0 + Double($1) }
    var sums = [Double](repeating: 0, count: classes)
    for (label, weight) in zip(labels, sampleWeights) { sums[label] += Double(weight) }
    var kept: [Block] = []
    for (part, block) in blocks.enumerated() {
      let rows = Self.rows(of: part, among: parts, count: samples)
      guard sampleWeights[rows].contains(where: { $0 > 0 }) else { continue }
      kept.append(
        Block(
          features: block.features, targets: try Self.targets(labels[rows], classes, 0),
          shares: try Tensor(sampleWeights[rows].map { Float(Double($0) / total) }, shape: [rows.count, 1])))
    }
    return SoftmaxRegression(
      samples: samples, features: features, classes: classes, parts: parts, blocks: kept, moments: moments,
      classShares: sums.map { Float(max($0 / total, 0.5 / Double(samples))) })
  }
}
