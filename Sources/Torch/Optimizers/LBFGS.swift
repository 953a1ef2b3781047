/// Limited-memory BFGS with a strong Wolfe line search (Liu and Nocedal 1989).
///
/// A pure function of start and objective: where the objective gives the same bits on any number of threads, so does
/// the minimum, since all else here runs on one thread.
package struct LBFGS: Sendable {
  /// How many pairs of moves and gradient changes are remembered.
  package var history = 10
  /// The most iterations.
  package var iterations = 300
  /// Done when the gradient's norm has fallen to this share of `scale`, or of the first gradient's norm.
  package var tolerance = 1e-4
  /// The gradient norm that `tolerance` is a share of; nil for the first gradient's.
  package var scale: Double?
  /// The share of the first gradient's norm that the norm must have fallen to besides; nil asks for no such fall.
  ///
  /// A good start may be below `tolerance` although the minimum is elsewhere.
  package var fall: Double?
  /// How far to go in a direction.
  package var lineSearch = LineSearch()

  package init() {}

  package struct Evaluation {
    /// The function's value at a point.
    package let value: Double
    /// Its gradient there.
    package let gradient: Tensor

    package init(value: Double, gradient: Tensor) { (self.value, self.gradient) = (value, gradient) }
  }

  package struct Minimum {
    /// The best point found.
    package let point: Tensor
    /// The function's value there.
    package let value: Double
    /// The gradient's norm there.
    package let gradientNorm: Double
    /// How many directions were tried, and how often the function was evaluated.
    package let iterations: Int, evaluations: Int
    /// Whether the gradient got small enough; otherwise the iterations or the line search ended it.
    package let converged: Bool
  }

  /// Minimises from a start, a float tensor of any shape on the CPU.
  package func minimise(
    _ start: Tensor, _ objective: (Tensor) throws(TorchError) -> Evaluation
  ) throws(TorchError) -> Minimum {
    var point = start
    var current = try objective(point)
    var norm = try current.gradient.norm()
    let goal = min(tolerance * (scale ?? norm), (fall ?? .infinity) * norm)
    var memory = Memory(limit: history)
    var (iteration, evaluations) = (0, 1)
    while norm > goal, iteration < iterations {
      var direction = try memory.direction(against: current.gradient)
      var slope = try dot(direction, current.gradient)
      if slope >= 0 {
        memory = Memory(limit: history)
        direction = try memory.direction(against: current.gradient)
        slope = -norm * norm
      }
      var tried: [Double: (point: Tensor, evaluation: Evaluation)] = [:]
      let accepted = try lineSearch.search(
        from: LinePoint(step: 0, value: current.value, slope: slope), firstStep: memory.isEmpty ? 1 / norm : 1
      ) { (step) throws(TorchError) in
        let candidate = try point + direction * step
        let evaluation = try objective(candidate)
        evaluations += 1
        tried[step] = (candidate, evaluation)
        return LinePoint(step: step, value: evaluation.value, slope: try dot(direction, evaluation.gradient))
      }
      guard let accepted, let found = tried[accepted.step] else { break }
      try memory.remember(move: found.point - point, change: found.evaluation.gradient - current.gradient)
      (point, current) = found
      norm = try current.gradient.norm()
      iteration += 1
    }
    return Minimum(
      point: point, value: current.value, gradientNorm: norm, iterations: iteration, evaluations: evaluations,
      converged: norm <= goal)
  }
}

extension Tensor {
  /// The Euclidean norm of all elements, added up on one thread.
  package func norm() throws(TorchError) -> Double { try Torch.dot(self, self).squareRoot() }
}

/// The pairs that stand for the curvature, and the two-loop recursion over them (Nocedal and Wright 2006, algorithm 7.4).
private struct Memory {
  let limit: Int
  private var pairs: [(move: Tensor, change: Tensor, product: Double)] = []
  /// move·change / change·change of the last pair: the size of the inverse curvature.
  private var size = 1.0

  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { pairs.isEmpty }

  /// Pairs without positive curvature say nothing and are left out.
  mutating func remember(move: Tensor, change: Tensor) throws(TorchError) {
    let product = try dot(move, change)
    let square = try dot(change, change)
    guard product > 1e-10 * square else { return }
    if pairs.count == limit { pairs.removeFirst() }
    pairs.append((move, change, product))
    size = product / square
  }

  func direction(against gradient: Tensor) throws(TorchError) -> Tensor {
    let direction = try -gradient
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = try dot(pair.move, direction) / pair.product
      try direction.accumulate(pair.change, factor: -factor)
      factors.append(factor)
    }
    try direction.rescale(by: size)
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let back = try dot(pair.change, direction) / pair.product
      try direction.accumulate(pair.move, factor: factor - back)
    }
    return direction
  }
}

/// On one thread, so that the sum doesn't depend on how many there are.
private func dot(_ left: Tensor, _ right: Tensor) throws(TorchError) -> Double {
  try Parts.alone { () throws(TorchError) in try left.dot(right).scalar() }
}
