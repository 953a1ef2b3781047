/// Each feature's mean and standard deviation over all rows, [d].
struct Moments {
  let mean: Tensor
  /// At least `leastShare` of what three quarters of the features stay below; 1 where these don't vary.
  let std: Tensor

  /// A feature that hardly varies in these rows may vary in others: divided by almost nothing, a single one would
  /// decide an answer alone. Of ReLU features on images unlike photos that is every second one.
  static let leastShare = 0.1

  /// Computed in two passes in double precision, by runs of rows in a fixed order.
  ///
  /// - Parameter group: The processes whose rows count as well.
  /// - Throws: `RegressionError.notFinite`, and `TorchError`.
  init(of rows: RegressionRows, over group: ProcessGroup? = nil) throws {
    let runs = max(1, min(16, rows.count / 64))
    try self.init(width: rows.width, rows: rows.count, runs: runs, over: group) { (run, take) throws(TorchError) in
      let whole = (run * rows.count / runs)..<((run + 1) * rows.count / runs)
      for start in stride(from: whole.lowerBound, to: whole.upperBound, by: Self.most) {
        try take(rows.tensor(start..<min(start + Self.most, whole.upperBound)))
      }
    }
  }

  /// Of blocks of rows in memory.
  init(of blocks: [Tensor], width: Int, rows: Int) throws {
    try self.init(width: width, rows: rows, runs: blocks.count) { (run, take) throws(TorchError) in
      try take(blocks[run])
    }
  }

  /// So many rows are taken in at once: twice over in double precision, they fit into caches or nearly so.
  private static let most = 1024

  /// Hands the blocks of a run, one after the other, to a function.
  private typealias Visit = (_ run: Int, _ take: (Tensor) throws(TorchError) -> Void) throws(TorchError) -> Void

  private init(
    width: Int, rows own: Int, runs: Int, over group: ProcessGroup? = nil, _ visit: @escaping Visit
  ) throws {
    let rows = try group?.allReduce([Double(own)])[0] ?? Double(own)
    func sum(_ term: @escaping (Tensor) throws(TorchError) -> Tensor) throws(TorchError) -> Tensor {
      let whole = try pairwiseSum(
        Parts.map(runs) { (run) throws(TorchError) in
          let sum = try Tensor.zeros([width], .float64)
          try visit(run) { (block) throws(TorchError) in try sum.accumulate(term(block.to(.float64)).sum(over: [0])) }
          return sum
        })
      try group?.allReduce([whole])
      return whole
    }
    let mean = try sum { $0 } / rows
    let variance = try sum { (block) throws(TorchError) in try (block - mean).power(2) } / rows
    guard try variance.sum().scalar().isFinite else { throw RegressionError.notFinite }
    let std = try variance.squareRoot()
    let sorted: [Float] = try std.to(.float32).values().sorted()
    let usual = Double(sorted[(sorted.count - 1) * 3 / 4])
    let least = try Tensor.full([], usual > 1e-6 ? usual * Self.leastShare : 1, .float64)
    self.mean = try mean.to(.float32)
    self.std = try std.chosen(where: std.isGreater(than: least), else: least).to(.float32)
  }
}

/// The sum of tensors of one shape by halves: an order that depends on nothing but their number.
func pairwiseSum(_ terms: [Tensor]) throws(TorchError) -> Tensor {
  var terms = terms
  while terms.count > 1 {
    var sums: [Tensor] = []
    for index in stride(from: 0, to: terms.count - 1, by: 2) { sums.append(try terms[index] + terms[index + 1]) }
    if terms.count % 2 == 1 { sums.append(terms[terms.count - 1]) }
    terms = sums
  }
  return terms[0]
}
