extension SoftmaxRegression {
  /// The same rows with other labels and weights: what was standardised is used again, so that this takes a small part of the
  /// time of a new regression.
  ///
  /// - Parameters:
  ///   - labels: One per row, as many as there were.
  ///   - classes: May be more than before.
  ///   - sampleWeights: One non-negative weight per row. Pieces of rows that all weigh nothing cost nothing.
  /// - Throws: `RegressionError` where counts don't fit, a label is out of range or all weights are zero.
  package func relabelled(_ labels: [Int], classes: Int, sampleWeights: [Float]) throws -> SoftmaxRegression {
    guard labels.count == samples else {
      throw RegressionError.wrongCount(of: "labels", expected: samples, found: labels.count)
    }
    let data = try RegressionSamples(
      data.rows, labels: labels, weights: sampleWeights, classes: classes, smoothing: 0)
    let runs = try runs.map { run in
      try run.filter { piece in sampleWeights[piece.rows].contains { $0 > 0 } }.map { piece in
        Piece(
          rows: piece.rows, features: piece.features,
          answers: piece.features == nil ? nil : try data.answers(piece.rows))
      }
    }
    return SoftmaxRegression(data, runs: runs.filter { !$0.isEmpty }, moments: moments)
  }
}
