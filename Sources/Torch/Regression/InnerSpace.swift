/// The coordinates that a fit works in: V [d + 1, k], the weights for standardised features over the scaled bias.
///
/// W = V / σ, and the bias takes up the means. In them the loss is far better conditioned than in W.
struct InnerSpace {
  let regression: SoftmaxRegression
  /// The decay of each feature's weights, [d, 1].
  let decay: Tensor
  /// W₀ in these coordinates, [d, k].
  let prior: Tensor?
  /// How much bias one unit of its coordinates is: √(1 + 40 λ k).
  ///
  /// The loss curves along weights by the decay λ or a little more, along a bias by the mean of p (1 − p) alone: of a
  /// fitted head some fortieth of 1/k. Steps of this size make both alike; without them the biases alone take two
  /// thirds of the iterations.
  let biasUnit: Double

  init(_ regression: SoftmaxRegression, _ decay: SoftmaxRegression.Decay, prior: [Float]?) throws {
    self.regression = regression
    let std = try regression.moments.std.unsqueezed(1)
    switch decay {
    case .plain(let strength): self.decay = try std.power(-2) * strength
    case .standardised(let strength): self.decay = try Tensor.full(std.shape, strength)
    }
    biasUnit = (1 + 40 * (try self.decay.mean().scalar()) * Double(regression.classes)).squareRoot()
    self.prior = try prior.map { try Self.scaled($0, regression) }
  }

  /// Weights [k, d] as they are for features as they came, in these coordinates.
  private static func scaled(_ weight: [Float], _ regression: SoftmaxRegression) throws -> Tensor {
    let (width, classes) = (regression.features, regression.classes)
    guard weight.count == width * classes else {
      throw RegressionError.wrongCount(of: "weights", expected: width * classes, found: weight.count)
    }
    return try Tensor(weight, shape: [classes, width]).transposed() * regression.moments.std.unsqueezed(1)
  }

  /// A layer's weights and bias, zero where there are none, in these coordinates.
  func point(weight: [Float]?, bias: [Float]?) throws -> Tensor {
    let (width, classes) = (regression.features, regression.classes)
    let inner = try weight.map { try Self.scaled($0, regression) } ?? Tensor.zeros([width, classes])
    if let bias, bias.count != classes {
      throw RegressionError.wrongCount(of: "biases", expected: classes, found: bias.count)
    }
    let outer = try bias.map { try Tensor($0, shape: [1, classes]) } ?? Tensor.zeros([1, classes])
    return try .concatenated([inner, (outer + shift(inner)) / biasUnit])
  }

  /// The layer for features as they came.
  func layer(_ point: Tensor) throws(TorchError) -> (weight: [Float], bias: [Float]) {
    let (inner, bias) = try parts(of: point)
    let weight = try inner / regression.moments.std.unsqueezed(1)
    return (try weight.transposed().values(), try (bias - shift(inner)).reshaped([-1]).values())
  }

  /// What the features' means add to the logits, [1, k].
  private func shift(_ inner: Tensor) throws(TorchError) -> Tensor {
    let means = try (regression.moments.mean / regression.moments.std).to(.float64).unsqueezed(0)
    return try Parts.alone { () throws(TorchError) in try means.matmul(inner.to(.float64)).to(.float32) }
  }

  private func parts(of point: Tensor) throws(TorchError) -> (inner: Tensor, bias: Tensor) {
    let width = regression.features
    return (try point.narrowed(0, to: 0..<width), try point.narrowed(0, to: width..<width + 1) * biasUnit)
  }

  /// The objective and its gradient at a point.
  ///
  /// With P = softmax(X V + b) and the rows' shares s: ∂/∂V = Xᵀ (s · (P − T)) + λ (V − V₀), ∂/∂b = Σ s · (P − T).
  func evaluate(_ point: Tensor) throws(TorchError) -> LBFGS.Evaluation {
    let (inner, bias) = try parts(of: point)
    let sums = try regression.sums(at: inner, bias)
    let distance = try prior.map { (prior) throws(TorchError) in try inner - prior } ?? inner
    let pull = try distance * decay
    let penalty = try Parts.alone { () throws(TorchError) in try pull.dot(distance).scalar() } / 2
    return LBFGS.Evaluation(
      value: sums.loss + penalty,
      gradient: try .concatenated([sums.gradient.transposed() + pull, sums.bias * biasUnit]))
  }
}
