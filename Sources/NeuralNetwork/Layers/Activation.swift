package enum Activation: String, Sendable, Hashable, CaseIterable {
  /// max(x, 0)
  case relu
  /// min(max(x, 0), 6)
  case relu6
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// x / (1 + e⁻ˣ)
  case silu
  /// x · Φ(x), by the error function
  case gelu
  /// min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, arXiv:1905.02244)
  case hardSigmoid
  /// x · min(max(x + 3, 0), 6) / 6
  case hardSwish
}
