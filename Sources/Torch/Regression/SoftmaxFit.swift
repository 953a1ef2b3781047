import Foundation

extension SoftmaxRegression {
  /// The weight decay; biases have none.
  package enum Decay: Sendable, Hashable {
    /// λ/2 · ‖W − W₀‖².
    case plain(Double)
    /// λ/2 · Σⱼ σⱼ² ‖Wⱼ − W₀ⱼ‖², with each feature's standard deviation σⱼ: plain decay of standardised features. σⱼ is
    /// at least a tenth of the features' upper quartile of it.
    case standardised(Double)

    var strength: Double {
      switch self {
      case .plain(let strength), .standardised(let strength): strength
      }
    }
  }

  /// A linear layer for features as they came: logits = W x + b.
  package struct Solution: Sendable, Hashable {
    /// [k, d], row-major.
    package var weight: [Float]
    /// [k]
    package var bias: [Float]
    /// The minimised sum of the mean cross-entropy and the penalty.
    package var objective: Double
    /// How many directions were tried, and how often the function was evaluated.
    package var iterations: Int, evaluations: Int
    /// Whether the gradient became small enough.
    package var converged: Bool
    /// The gradient's norm where the weights say nothing, which tolerance is a share of; a further fit of much the same rows may
    /// take it over.
    package var scale: Double?
  }

  /// Finds the minimum.
  ///
  /// - Parameters:
  ///   - prior: The weights W₀ [k, d] that decay pulls towards, zero where none are given.
  ///   - start: Where to start from, such as the solution of another decay: fewer iterations, the same minimum.
  /// - Throws: `RegressionError`, or libtorch's refusal.
  package func fit(
    _ decay: Decay, prior: [Float]? = nil, from start: Solution? = nil, options: LBFGS = .init()
  ) throws -> Solution {
    let inner = try InnerSpace(self, decay, prior: prior)
    var options = options
    // Where the weights say nothing, the bias that answers with the classes' shares is best. Without it the gradient of
    // an uneven set would be that of the shares alone, and what distinguishes rare classes would be lost in it.
    let origin = try inner.point(weight: prior, bias: classShares.map { log($0) })
    // Every fit uses the same reference gradient, so that a good start means less work, not more precision.
    if options.scale == nil { options.scale = try inner.evaluate(origin).gradient.norm() }
    let point = try start.map { try inner.point(weight: $0.weight, bias: $0.bias) } ?? origin
    let minimum = try options.minimise(point, inner.evaluate)
    guard minimum.value.isFinite else { throw RegressionError.notFinite }
    let (weight, bias) = try inner.layer(minimum.point)
    return Solution(
      weight: weight, bias: bias, objective: minimum.value, iterations: minimum.iterations,
      evaluations: minimum.evaluations, converged: minimum.converged, scale: options.scale)
  }
}
