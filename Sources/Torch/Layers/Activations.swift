import CTorch

extension Tensor {
  /// max(x, 0).
  package func relu() throws(TorchError) -> Tensor { try made { ctorch_relu(handle, $0) } }
  /// min(max(x, 0), 6).
  package func relu6() throws(TorchError) -> Tensor { try clamped(to: 0...6) }
  /// 1 / (1 + e⁻ˣ).
  package func sigmoid() throws(TorchError) -> Tensor { try made { ctorch_sigmoid(handle, $0) } }
  /// Returns the hyperbolic tangent of each element.
  package func tanh() throws(TorchError) -> Tensor { try made { ctorch_tanh(handle, $0) } }
  /// x · sigmoid(x).
  package func silu() throws(TorchError) -> Tensor { try made { ctorch_silu(handle, $0) } }
  /// x · Φ(x), by erf or by its tanh approximation (Hendrycks and Gimpel 2016).
  package func gelu(approximate: Bool = false) throws(TorchError) -> Tensor {
    try made { ctorch_gelu(handle, approximate, $0) }
  }
  /// GELU's slope, Φ(x) + x · φ(x).
  package func geluDerivative() throws(TorchError) -> Tensor { try made { ctorch_gelu_derivative(handle, $0) } }
  /// x · relu6(x + 3) / 6 (Howard et al. 2019).
  package func hardSwish() throws(TorchError) -> Tensor { try made { ctorch_hardswish(handle, $0) } }
  /// relu6(x + 3) / 6.
  package func hardSigmoid() throws(TorchError) -> Tensor { try made { ctorch_hardsigmoid(handle, $0) } }
}
