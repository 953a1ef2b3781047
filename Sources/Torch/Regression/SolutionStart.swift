extension SoftmaxRegression.Solution {
  /// A known layer to start a fit from: `weight` [k, d], `bias` [k].
  package init(startingAt weight: [Float], bias: [Float]) {
    self.init(weight: weight, bias: bias, objective: .infinity, iterations: 0, evaluations: 0, converged: false)
  }
}
