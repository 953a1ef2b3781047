import CTorch

/// Adam (Kingma and Ba 2015), with the decay added to the gradient, or AdamW (Loshchilov and Hutter 2019), with the
/// decay apart from it: θ −= rate · decay · θ.
package final class Adam: Optimizer {
  package enum Decay: Sendable {
    case none
    case coupled(Double)
    case decoupled(Double)
  }

  package let parameters: [Tensor]
  package var rate: Double
  private let beta1: Double, beta2: Double, epsilon: Double, decay: Decay
  private let means: [Tensor], variances: [Tensor], steps: [Tensor]

  /// An optimizer of these parameters, with PyTorch's defaults.
  package init(
    _ parameters: [Tensor], rate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    decay: Decay = .none
  ) throws(TorchError) {
    (self.parameters, self.rate, self.beta1, self.beta2) = (parameters, rate, beta1, beta2)
    (self.epsilon, self.decay) = (epsilon, decay)
    means = try zerosLike(parameters)
    variances = try zerosLike(parameters)
    var steps: [Tensor] = []
    for parameter in parameters { steps.append(try .zeros([], on: parameter.device())) }
    self.steps = steps
  }

  package func step() throws(TorchError) {
    let (chosen, gradients) = try withGradients()
    guard !chosen.isEmpty else { return }
    try step(chosen, along: gradients)
  }

  /// Moves all parameters against gradients worked out elsewhere, one of each parameter's shape.
  package func step(along gradients: [Tensor]) throws(TorchError) {
    try step(Array(parameters.indices), along: gradients)
  }

  private func step(_ chosen: [Int], along gradients: [Tensor]) throws(TorchError) {
    let options =
      switch decay {
      case .none: CTorchAdam(rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: 0, decoupled: false)
      case .coupled(let decay):
        CTorchAdam(rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay, decoupled: false)
      case .decoupled(let decay):
        CTorchAdam(rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay, decoupled: true)
      }
    let status = chosen.map { parameters[$0] }.lent { parameters in
      gradients.lent { gradients in
        chosen.map { means[$0] }.lent { means in
          chosen.map { variances[$0] }.lent { variances in
            chosen.map { steps[$0] }.lent { ctorch_adam_step(parameters, gradients, means, variances, $0, options) }
          }
        }
      }
    }
    try check(status, "an Adam step")
  }

  package var state: [Tensor] { means + variances + steps }
}
