/// Multinomial logistic regression: labels from features by one linear layer.
///
/// Minimises the weighted mean cross-entropy of softmax(W x + b) plus the decay's penalty, by L-BFGS over internally
/// standardised features. The same data give the same bits whatever the number of threads: rows are cut into a fixed
/// number of blocks, each is worked out on one thread, and their sums are added up in a fixed order. One value can be
/// used for several fits with different decays on the same data.
package struct SoftmaxRegression {
  /// How many samples, features of each, and classes there are.
  package let samples: Int, features: Int, classes: Int
  /// Into how many runs the rows are cut; of a regression with other weights some may be left out.
  let parts: Int
  let blocks: [Block]
  let moments: Moments
  /// Each class's share of the rows' weights; half a row's where there is none.
  let classShares: [Float]

  /// A run of rows with all that their share of the loss needs.
  struct Block {
    /// [m, d]
    let features: Tensor
    /// Target probabilities [m, k].
    let targets: Tensor
    /// Each row's share of the mean, [m, 1]; all rows' shares add up to 1.
    let shares: Tensor
  }

  /// Takes features [n, d], row-major, and a class index for each row.
  ///
  /// - Parameters:
  ///   - sampleWeights: One non-negative weight per row; all 1 where none are given.
  ///   - smoothing: The share of each target's mass that goes evenly to all classes.
  /// - Throws: `RegressionError` where counts don't fit, a label is out of range or a number isn't finite.
  package init(
    features values: [Float], width: Int, labels: [Int], classes: Int, sampleWeights: [Float]? = nil,
    smoothing: Double = 0
  ) throws {
    let count = labels.count
    try Self.check(values, width, labels, classes, sampleWeights)
    (samples, features, self.classes) = (count, width, classes)
    let total = sampleWeights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count)
    var sums = [Double](repeating: 0, count: classes)
    for (row, label) in labels.enumerated() { sums[label] += Double(sampleWeights?[row] ?? 1) }
    classShares = sums.map { Float(max($0 / total, 0.5 / Double(count))) }
    let parts = max(1, min(16, count / 64))
    self.parts = parts
    var blocks: [Block] = []
    for part in 0..<parts {
      let rows = Self.rows(of: part, among: parts, count: count)
      let slice = values.span.extracting(rows.lowerBound * width..<rows.upperBound * width)
      let shares = rows.map { Float(Double(sampleWeights?[$0] ?? 1) / total) }
      blocks.append(
        Block(
          features: try Tensor(copying: slice.bytes, of: Float.self, shape: [rows.count, width]),
          targets: try Self.targets(labels[rows], classes, smoothing),
          shares: try Tensor(shares, shape: [rows.count, 1])))
    }
    let moments = try Moments(of: blocks.map(\.features), rows: count)
    self.blocks = try Parts.map(parts) { [blocks] (part) throws(TorchError) in
      let block = blocks[part]
      return Block(
        features: try (block.features - moments.mean) / moments.std, targets: block.targets,
        shares: block.shares)
    }
    self.moments = moments
  }

  init(
    samples: Int, features: Int, classes: Int, parts: Int, blocks: [Block], moments: Moments, classShares: [Float]
  ) {
    (self.samples, self.features, self.classes, self.parts) = (samples, features, classes, parts)
    (self.blocks, self.moments, self.classShares) = (blocks, moments, classShares)
  }

  /// The rows of one run.
  static func rows(of part: Int, among parts: Int, count: Int) -> Range<Int> {
    part * count / parts..<(part + 1) * count / parts
  }

  static func targets(_ labels: ArraySlice<Int>, _ classes: Int, _ smoothing: Double) throws -> Tensor {
    let rest = Float(smoothing / Double(classes))
    var targets = [Float](repeating: rest, count: labels.count * classes)
    for (row, label) in labels.enumerated() { targets[row * classes + label] = Float(1 - smoothing) + rest }
    return try Tensor(targets, shape: [labels.count, classes])
  }

  private static func check(
    _ values: [Float], _ width: Int, _ labels: [Int], _ classes: Int, _ weights: [Float]?
  ) throws(RegressionError) {
    guard !labels.isEmpty, width > 0, classes > 1 else {
      throw .nothingToLearn(samples: labels.count, features: width, classes: classes)
    }
    guard labels.count.multipliedReportingOverflow(by: width) == (values.count, false) else {
      throw .wrongCount(of: "features", expected: labels.count * width, found: values.count)
    }
    try check(labels, classes: classes, weights: weights)
  }

  static func check(_ labels: [Int], classes: Int, weights: [Float]?) throws(RegressionError) {
    if let weights, weights.count != labels.count {
      throw .wrongCount(of: "sample weights", expected: labels.count, found: weights.count)
    }
    if let weights, !weights.allSatisfy({ $0 >= 0 && $0.isFinite }) || !weights.contains(where: { $0 > 0 }) {
      throw .invalidSampleWeights
    }
    for (row, label) in labels.enumerated() where !(0..<classes).contains(label) {
      throw .invalidLabel(row: row, label: label, classes: classes)
    }
  }
}
