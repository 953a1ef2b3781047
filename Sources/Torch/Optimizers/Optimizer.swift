/// Moves parameters against their gradients.
package protocol Optimizer: AnyObject {
  var parameters: [Tensor] { get }
  /// The learning rate of the next step.
  var rate: Double { get set }
  /// What is remembered between steps, in a fixed order; assign to these tensors to resume from a checkpoint.
  var state: [Tensor] { get }
  /// Moves every parameter that has a gradient.
  func step() throws(TorchError)
}

extension Optimizer {
  /// Clears the gradients of all parameters.
  package func clearGradients() throws(TorchError) {
    for parameter in parameters { try parameter.clearGradient() }
  }

  /// Scales all gradients so that their common Euclidean norm is at most `limit`, and returns the norm they had.
  @discardableResult
  package func clipGradients(norm limit: Double) throws(TorchError) -> Double {
    let (_, gradients) = try withGradients()
    var squares = 0.0
    for gradient in gradients { squares += try (gradient * gradient).sum().scalar() }
    let norm = squares.squareRoot()
    if norm > limit {
      for gradient in gradients { try gradient.rescale(by: limit / norm) }
    }
    return norm
  }

  /// The parameters, by index, that have a gradient, and these gradients.
  func withGradients() throws(TorchError) -> (indices: [Int], gradients: [Tensor]) {
    var indices: [Int] = []
    var gradients: [Tensor] = []
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = try parameter.gradient() else { continue }
      indices.append(index)
      gradients.append(gradient)
    }
    return (indices, gradients)
  }
}

/// Zeros of the same shapes, types, layouts and places.
func zerosLike(_ tensors: [Tensor]) throws(TorchError) -> [Tensor] {
  var all: [Tensor] = []
  for tensor in tensors {
    let zeros = try tensor.detached().copy()
    try zeros.rescale(by: 0)
    all.append(zeros)
  }
  return all
}
