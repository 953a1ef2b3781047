import CTorch

/// Stochastic gradient descent with momentum (Sutskever et al. 2013) and weight decay.
///
/// g = gradient + decay · θ; v = momentum · v + g; θ −= rate · (nesterov ? g + momentum · v : v).
package final class SGD: Optimizer {
  package let parameters: [Tensor]
  package var rate: Double
  /// The share of the last step that is kept, the weight decay, and whether the step looks ahead (Nesterov).
  package let momentum: Double, decay: Double, nesterov: Bool
  private var velocities: [Tensor]

  /// An optimizer of these parameters, with PyTorch's defaults.
  package init(
    _ parameters: [Tensor], rate: Double, momentum: Double = 0, decay: Double = 0, nesterov: Bool = false
  ) throws(TorchError) {
    (self.parameters, self.rate, self.momentum) = (parameters, rate, momentum)
    (self.decay, self.nesterov) = (decay, nesterov)
    velocities = momentum == 0 ? [] : try zerosLike(parameters)
  }

  package func step() throws(TorchError) {
    let (chosen, gradients) = try withGradients()
    guard !chosen.isEmpty else { return }
    let velocities = velocities.isEmpty ? [] : chosen.map { self.velocities[$0] }
    let status = chosen.map { parameters[$0] }.lent { parameters in
      gradients.lent { gradients in
        velocities.lent { ctorch_sgd_step(parameters, gradients, $0, rate, momentum, decay, nesterov) }
      }
    }
    try check(status, "an SGD step")
  }

  package var state: [Tensor] { velocities }
}
