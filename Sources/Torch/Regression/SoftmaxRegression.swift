/// Multinomial logistic regression: labels from features by one linear layer.
///
/// Minimises the weighted mean cross-entropy of softmax(W x + b) plus the decay's penalty, by L-BFGS over internally
/// standardised features. The same data give the same bits whatever the number of threads, and however many rows are kept in
/// memory: rows are cut into a fixed number of runs, each is worked out piece by piece on one thread, and their sums are added
/// up in a fixed order. One value can be used for several fits with different decays on the same data.
package struct SoftmaxRegression {
  /// How many samples, features of each, and classes there are.
  package let samples: Int, features: Int, classes: Int
  let data: RegressionSamples
  /// The processes that have rows of their own; nil for this one alone.
  let group: ProcessGroup?
  /// Runs of pieces; of a regression with other weights some pieces may be left out.
  let runs: [[Piece]]
  let moments: Moments
  /// Each class's share of the rows' weights; half a row's where there is none.
  let classShares: [Float]

  /// Rows that are worked out at once.
  struct Piece {
    let rows: Range<Int>
    /// Standardised features [m, d]; nil where they are read each time they are needed.
    var features: Tensor?
    var answers: RegressionSamples.Answers?
  }

  /// Rows are kept in memory, standardised, as far as they fit into so many bytes; the others are read for every evaluation.
  package static let keptBytes = 96 << 20

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
    guard width <= 0 || labels.isEmpty || labels.count.multipliedReportingOverflow(by: width) == (values.count, false)
    else { throw RegressionError.wrongCount(of: "features", expected: labels.count * width, found: values.count) }
    try self.init(
      RegressionRows(values, width: width), labels: labels, classes: classes, sampleWeights: sampleWeights,
      smoothing: smoothing)
  }

  /// Takes rows of features wherever they are, and a class index for each.
  ///
  /// - Parameters:
  ///   - group: Processes that each give rows of their own. All make the same regression at the same time; then the first one fits, and
  ///     the others follow.
  ///   - bytes: How much memory may be taken to keep rows from one evaluation to the next.
  /// - Throws: `RegressionError`, and `TorchError.unreadable` where rows can't be read.
  package init(
    _ rows: RegressionRows, labels: [Int], classes: Int, sampleWeights: [Float]? = nil, smoothing: Double = 0,
    over group: ProcessGroup? = nil, keeping bytes: Int = SoftmaxRegression.keptBytes
  ) throws {
    let data = try RegressionSamples(
      rows, labels: labels, weights: sampleWeights, classes: classes, smoothing: smoothing, over: group)
    self.group = group
    (samples, features, self.classes, self.data) = (labels.count, rows.width, classes, data)
    classShares = data.classShares
    let moments = try Moments(of: rows, over: group)
    self.moments = moments
    let pieces = Self.runs(of: labels.count, width: rows.width, classes: classes)
    var kept = pieces.map { _ in 0 }
    var room = bytes
    for (run, ranges) in pieces.enumerated() {
      for range in ranges where room >= 4 * range.count * (rows.width + classes) {
        room -= 4 * range.count * (rows.width + classes)
        kept[run] += 1
      }
    }
    runs = try Parts.map(pieces.count) { [kept] (run) throws(TorchError) in
      var made: [Piece] = []
      for (number, range) in pieces[run].enumerated() {
        var piece = Piece(rows: range)
        if number < kept[run] {
          piece.features = try Self.standardised(rows.tensor(range), by: moments)
          piece.answers = try data.answers(range)
        }
        made.append(piece)
      }
      return made
    }
  }

  init(_ data: RegressionSamples, runs: [[Piece]], moments: Moments) {
    (samples, features, classes) = (data.labels.count, data.rows.width, data.classes)
    (self.data, self.runs, self.moments, classShares, group) = (data, runs, moments, data.classShares, nil)
  }

  /// Cuts rows into runs that threads share, and these into pieces whose work fits into about 8 MB.
  private static func runs(of count: Int, width: Int, classes: Int) -> [[Range<Int>]] {
    let runs = max(1, min(16, count / 64))
    let most = max(64, min(4096, (2 << 20) / (width + 4 * classes)))
    return (0..<runs).map { run in
      let rows = (run * count / runs)..<((run + 1) * count / runs)
      let pieces = max(1, (rows.count + most - 1) / most)
      return (0..<pieces).map { piece in
        (rows.lowerBound + piece * rows.count / pieces)..<(rows.lowerBound + (piece + 1) * rows.count / pieces)
      }
    }
  }

  private static func standardised(_ rows: Tensor, by moments: Moments) throws(TorchError) -> Tensor {
    try (rows - moments.mean) / moments.std
  }

  /// A piece's standardised features [m, d] and what they are to answer, kept or read.
  func loaded(_ piece: Piece) throws(TorchError) -> (features: Tensor, answers: RegressionSamples.Answers) {
    let features: Tensor
    if let kept = piece.features {
      features = kept
    } else {
      features = try Self.standardised(data.rows.tensor(piece.rows), by: moments)
    }
    if let answers = piece.answers { return (features, answers) }
    return (features, try data.answers(piece.rows))
  }
}
