/// What a regression is fitted to: rows of features with a label and a weight each.
struct RegressionSamples {
  let rows: RegressionRows
  let labels: [Int]
  /// One per row; nil where all weigh 1.
  let weights: [Float]?
  let classes: Int
  /// The share of each target's mass that goes evenly to all classes.
  let smoothing: Double
  /// The sum of all weights, and how many rows there are, over all processes.
  let total: Double, count: Double
  /// The sum of each class's weights, over all processes.
  private let sums: [Double]

  /// What a run of rows is to answer.
  struct Answers {
    /// Target probabilities [m, k].
    let targets: Tensor
    /// Each row's share of the mean, [m, 1]; all rows' shares add up to 1.
    let shares: Tensor
  }

  /// - Parameter group: The processes that have rows of their own; nil for this one alone.
  /// - Throws: `RegressionError` where counts don't fit, a label is out of range or a weight isn't a share, and `TorchError`.
  init(
    _ rows: RegressionRows, labels: [Int], weights: [Float]?, classes: Int, smoothing: Double,
    over group: ProcessGroup? = nil
  ) throws {
    (self.rows, self.labels, self.weights) = (rows, labels, weights)
    (self.classes, self.smoothing) = (classes, smoothing)
    try Self.check(rows, labels, weights, classes)
    var sums = [Double](repeating: 0, count: classes)
    for (row, label) in labels.enumerated() { sums[label] += Double(weights?[row] ?? 1) }
    let all = [Double(labels.count), weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(labels.count)] + sums
    let whole = try group?.allReduce(all) ?? all
    (count, total, self.sums) = (whole[0], whole[1], Array(whole[2...]))
    guard count > 0 else {
      throw RegressionError.nothingToLearn(samples: 0, features: rows.width, classes: classes)
    }
    guard total > 0 else { throw RegressionError.invalidSampleWeights }
  }

  /// Each class's share of the rows' weights; half a row's where there is none.
  var classShares: [Float] { sums.map { Float(max($0 / total, 0.5 / count)) } }

  func answers(_ range: Range<Int>) throws(TorchError) -> Answers {
    let rest = Float(smoothing / Double(classes))
    let targets = try Tensor(shape: [range.count, classes]) {
      (buffer: UnsafeMutableBufferPointer<Float>) throws(TorchError) in
      buffer.update(repeating: rest)
      for (place, row) in range.enumerated() { buffer[place * classes + labels[row]] = Float(1 - smoothing) + rest }
    }
    let shares = try Tensor(shape: [range.count, 1]) { (buffer: UnsafeMutableBufferPointer<Float>) throws(TorchError) in
      for (place, row) in range.enumerated() { buffer[place] = Float(Double(weights?[row] ?? 1) / total) }
    }
    return Answers(targets: targets, shares: shares)
  }

  private static func check(
    _ rows: RegressionRows, _ labels: [Int], _ weights: [Float]?, _ classes: Int
  ) throws(RegressionError) {
    guard rows.width > 0, classes > 1 else {
      throw .nothingToLearn(samples: labels.count, features: rows.width, classes: classes)
    }
    guard labels.count == rows.count else {
      throw .wrongCount(of: "rows of features", expected: labels.count, found: rows.count)
    }
    if let weights, weights.count != labels.count {
      throw .wrongCount(of: "sample weights", expected: labels.count, found: weights.count)
    }
    if let weights, !weights.allSatisfy({ $0 >= 0 && $0.isFinite }) { throw .invalidSampleWeights }
    for (row, label) in labels.enumerated() where !(0..<classes).contains(label) {
      throw .invalidLabel(row: row, label: label, classes: classes)
    }
  }
}
