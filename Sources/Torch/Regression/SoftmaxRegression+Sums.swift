extension SoftmaxRegression {
  /// What rows add to the loss and to its gradients.
  struct Sums {
    var loss = 0.0
    /// [k, d]
    let gradient: Tensor
    /// [1, k]
    let bias: Tensor
  }

  /// The sums over all rows, of all processes, for weights of standardised features [d, k] and a bias [1, k].
  ///
  /// Only the first process asks; the others must be following.
  func sums(at weights: Tensor, _ bias: Tensor) throws(TorchError) -> Sums {
    guard let group else { return try ownSums(at: weights, bias) }
    try group.broadcast([Tensor([Order.evaluate])])
    try group.broadcast([weights, bias])
    return try added(ownSums(at: weights, bias), over: group)
  }

  /// What the first process tells those that follow.
  private enum Order {
    static let end = Int64(0)
    static let evaluate = Int64(1)
  }

  /// Tells the processes that follow that there is nothing more to work out; without any, nothing.
  package func finish() throws(TorchError) { try group?.broadcast([Tensor([Order.end])]) }

  /// Works out this process's share of every point that the first one asks for, until that finishes.
  ///
  /// Throws `TorchError` where the first process is lost.
  package func follow() throws(TorchError) {
    guard let group else { return }
    let order = try Tensor([Order.end])
    while true {
      try group.broadcast([order])
      guard try order.values(Int64.self)[0] == Order.evaluate else { return }
      let (weights, bias) = (try Tensor.zeros([features, classes]), try Tensor.zeros([1, classes]))
      try group.broadcast([weights, bias])
      _ = try added(ownSums(at: weights, bias), over: group)
    }
  }

  private func added(_ own: Sums, over group: ProcessGroup) throws(TorchError) -> Sums {
    var whole = own
    try group.allReduce([own.gradient, own.bias])
    whole.loss = try group.allReduce([own.loss])[0]
    return whole
  }

  private func ownSums(at weights: Tensor, _ bias: Tensor) throws(TorchError) -> Sums {
    let found = try Parts.map(runs.count) { (run) throws(TorchError) in try sums(over: runs[run], weights, bias) }
    return Sums(
      loss: found.reduce(0) { $0 + $1.loss }, gradient: try pairwiseSum(found.map(\.gradient)),
      bias: try pairwiseSum(found.map(\.bias)))
  }

  /// The sums over the pieces of a run, in their order.
  private func sums(over pieces: [Piece], _ weights: Tensor, _ bias: Tensor) throws(TorchError) -> Sums {
    var whole = Sums(gradient: try .zeros([classes, features]), bias: try .zeros([1, classes]))
    for piece in pieces {
      let (rows, answers) = try loaded(piece)
      let logProbabilities = try (rows.product(weights) + bias).logSoftmax()
      let losses = try (answers.targets * logProbabilities).sum(over: [1], keeping: true) * answers.shares
      let excess = try (logProbabilities.exp() - answers.targets) * answers.shares
      whole.loss -= try losses.to(.float64).sum().scalar()
      try whole.gradient.accumulate(excess.transposed().product(rows))
      try whole.bias.accumulate(excess.sum(over: [0], keeping: true))
    }
    return whole
  }
}
