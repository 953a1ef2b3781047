/// Each feature's mean and standard deviation over all rows, [d].
struct Moments {
  let mean: Tensor
  /// At least `leastShare` of what three quarters of the features stay below; 1 where these don't vary.
  let std: Tensor

  /// A feature that hardly varies in these rows may vary in others: divided by almost nothing, a single one would
  /// decide an answer alone. Of ReLU features on images unlike photos that is every second one.
  static let leastShare = 0.1

  /// Computed in two passes in double precision, by blocks in a fixed order.
  init(of blocks: [Tensor], rows: Int) throws {
    let mean = try Self.sum(blocks) { $0 } / Double(rows)
    let variance = try Self.sum(blocks) { (block) throws(TorchError) in try (block - mean).power(2) } / Double(rows)
    guard try variance.sum().scalar().isFinite else { throw RegressionError.notFinite }
    let std = try variance.squareRoot()
    let sorted: [Float] = try std.to(.float32).values().sorted()
    let usual = Double(sorted[(sorted.count - 1) * 3 / 4])
    let least = try Tensor.full([], usual > 1e-6 ? usual * Self.leastShare : 1, .float64)
    self.mean = try mean.to(.float32)
    self.std = try std.chosen(where: std.isGreater(than: least), else: least).to(.float32)
  }

  private static func sum(
    _ blocks: [Tensor], _ term: @escaping (Tensor) throws(TorchError) -> Tensor
  ) throws(TorchError) -> Tensor {
    try pairwiseSum(
      Parts.map(blocks.count) { (part) throws(TorchError) in try term(blocks[part].to(.float64)).sum(over: [0]) })
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
