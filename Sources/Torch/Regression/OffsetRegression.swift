/// Logistic regression with an offset for each row: how a row of one more class is told from all that are known already.
///
/// Minimises the weighted mean of −log p, with p of the class = σ(w · x + b − offset), plus the decay λ/2 · Σⱼ σⱼ² (wⱼ − w₀ⱼ)², by
/// L-BFGS over standardised features. Where the offset is the logarithm of the sum of the known classes' exponentials, it is the
/// softmax over these and the new one, in which the known ones don't move. The same data give the same bits on any number of
/// threads.
package struct OffsetRegression {
  private let blocks: [Block]
  private let moments: Moments

  private struct Block {
    /// [m, d], standardised.
    let features: Tensor
    /// 1 for members, [m, 1].
    let members: Tensor
    let offsets: Tensor
    /// All rows' shares of the mean add up to 1.
    let shares: Tensor
  }

  /// Takes features [n, d], row-major, and for each row whether it is of the class, its offset and its weight.
  ///
  /// Throws `RegressionError`.
  package init(features values: [Float], width: Int, isMember: [Bool], offsets: [Float], weights: [Float]) throws {
    let count = isMember.count
    guard count > 0, width > 0, isMember.contains(true), isMember.contains(false) else {
      throw RegressionError.nothingToLearn(samples: count, features: width, classes: Set(isMember).count)
    }
    for (what, expected, found) in [
      ("features", count * width, values.count), ("offsets", count, offsets.count),
      ("sample weights", count, weights.count),
    ] where expected != found {
      throw RegressionError.wrongCount(of: what, expected: expected, found: found)
    }
    let total = weights.reduce(0.0) { $0 + Double($1) }
    guard total > 0, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw RegressionError.invalidSampleWeights }
    guard offsets.allSatisfy(\.isFinite) else { throw RegressionError.notFinite }
    let parts = max(1, min(16, count / 256))
    var blocks: [Block] = []
    for part in 0..<parts {
      let rows = (part * count / parts)..<((part + 1) * count / parts)
      func column(_ values: [Float]) throws -> Tensor { try Tensor(values, shape: [rows.count, 1]) }
      blocks.append(
        Block(
          features: try Tensor(
            Array(values[(rows.lowerBound * width)..<(rows.upperBound * width)]), shape: [rows.count, width]),
          members: try column(rows.map { isMember[$0] ? 1 : 0 }), offsets: try column(Array(offsets[rows])),
          shares: try column(rows.map { Float(Double(weights[$0]) / total) })))
    }
    let moments = try Moments(of: blocks.map(\.features), width: width, rows: count)
    self.moments = moments
    self.blocks = try blocks.map { block in
      Block(
        features: try (block.features - moments.mean) / moments.std, members: block.members, offsets: block.offsets,
        shares: block.shares)
    }
  }

  /// The row and the bias at the minimum, for features as they came.
  ///
  /// - Parameters:
  ///   - prior: What decay pulls towards, and where the search begins; zeros where none is given.
  ///   - bias: Where the search for the bias begins, for features as they came.
  package func fit(
    decay: Double, prior: [Float]? = nil, bias: Float = 0, options: LBFGS = .init()
  ) throws -> (row: [Float], bias: Float) {
    let std = try moments.std.unsqueezed(1)
    let shift = try (moments.mean / moments.std).unsqueezed(0)
    let origin = try prior.map { try Tensor($0, shape: [$0.count, 1]) * std } ?? Tensor.zeros(std.shape)
    let start = try Tensor([bias], shape: [1, 1]) + shift.product(origin)
    let minimum = try options.minimise(.concatenated([origin, start])) { (point) throws(TorchError) in
      try evaluate(point, decay: decay, origin: origin)
    }
    guard minimum.value.isFinite else { throw RegressionError.notFinite }
    let inner = try minimum.point.narrowed(0, to: 0..<std.shape[0])
    let constant = try minimum.point.narrowed(0, to: std.shape[0]..<std.shape[0] + 1) - shift.product(inner)
    return (try (inner / std).reshaped([-1]).values(), Float(try constant.scalar()))
  }

  private func evaluate(_ point: Tensor, decay: Double, origin: Tensor) throws(TorchError) -> LBFGS.Evaluation {
    let width = point.shape[0] - 1
    let (inner, bias) = (try point.narrowed(0, to: 0..<width), try point.narrowed(0, to: width..<width + 1))
    let results = try Parts.map(blocks.count) { (part) throws(TorchError) in
      let block = blocks[part]
      let logits = try block.features.product(inner) + bias - block.offsets
      let both = try Tensor.concatenated([logits * 0, logits], along: 1).logSoftmax()
      let (against, forIt) = (try both.narrowed(1, to: 0..<1), try both.narrowed(1, to: 1..<2))
      let gain = try (block.members * (forIt - against) + against) * block.shares
      let excess = try (forIt.exp() - block.members) * block.shares
      return (
        loss: -(try gain.to(.float64).sum().scalar()),
        gradient: try excess.transposed().product(block.features).transposed(),
        bias: try excess.sum(over: [0], keeping: true)
      )
    }
    let distance = try inner - origin
    let pull = try distance * decay
    let penalty = try Parts.alone { () throws(TorchError) in try pull.dot(distance).scalar() } / 2
    let gradient = try pairwiseSum(results.map(\.gradient)) + pull
    return LBFGS.Evaluation(
      value: results.reduce(penalty) { $0 + $1.loss },
      gradient: try .concatenated([gradient, try pairwiseSum(results.map(\.bias))]))
  }
}
