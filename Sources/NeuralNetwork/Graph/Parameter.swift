/// A tensor of weights that a network needs, named as PyTorch would name it: `stem.conv.weight`.
package struct Parameter: Sendable, Hashable {
  package enum Role: Sendable, Hashable {
    /// Kernel of a convolution or matrix of a linear layer.
    case weight
    /// An additive term: a layer's bias, a class token, positions.
    case bias
    /// Factor and offset a channel of batch norm and layer norm; layer scale's factor.
    case normWeight, normBias
    /// Batch norm's statistics: updated by training steps, never by gradients.
    case runningMean, runningVariance
  }

  /// The name in weights' files.
  package let name: String
  /// The dimensions, outermost first.
  package let shape: [Int]
  /// What the array is to its layer.
  package let role: Role
  /// The node it belongs to.
  package let node: String

  /// How many numbers it holds.
  package var count: Int { shape.reduce(1, *) }

  /// Whether it is trained by gradients.
  package var isTrainable: Bool {
    switch role {
    case .weight, .bias, .normWeight, .normBias: true
    case .runningMean, .runningVariance: false
    }
  }

  /// Values to start from: one for norms' factors and variances, zero for offsets and means, and for kernels the
  /// uniform ±√(6 / fan-in) that keeps the variance through ReLUs (He et al. 2015, arXiv:1502.01852, eq. 10).
  ///
  /// The same generator state gives the same values.
  package func initialValues(using generator: inout SplitMix64) -> [Float] {
    switch role {
    case .bias, .normBias, .runningMean: return [Float](repeating: 0, count: count)
    case .normWeight, .runningVariance: return [Float](repeating: 1, count: count)
    case .weight:
      let fanIn = shape.dropFirst().reduce(1, *)
      let bound = (6 / Float(max(fanIn, 1))).squareRoot()
      return (0..<count).map { _ in generator.float(within: bound) }
    }
  }
}

extension Network {
  /// Every tensor of weights the network needs, in the order of the nodes.
  package var parameters: [Parameter] { nodes.filter { $0.sharing == nil }.flatMap(\.parameters) }
}

extension Network.Node {
  /// The tensors of weights this layer needs, its own or another's; none for most kinds.
  package var parameters: [Parameter] {
    func parameter(_ suffix: String, _ shape: [Int], _ role: Parameter.Role) -> Parameter {
      Parameter(name: "\(owner).\(suffix)", shape: shape, role: role, node: owner)
    }
    switch layer {
    case .convolution(let layer):
      let shape = [layer.outputs, layer.inputs / max(layer.groups, 1), layer.kernel, layer.kernel]
      let weight = parameter("weight", shape, .weight)
      return layer.hasBias ? [weight, parameter("bias", [layer.outputs], .bias)] : [weight]
    case .batchNorm(let layer):
      return [
        parameter("weight", [layer.channels], .normWeight), parameter("bias", [layer.channels], .normBias),
        parameter("running_mean", [layer.channels], .runningMean),
        parameter("running_var", [layer.channels], .runningVariance),
      ]
    case .linear(let layer):
      let weight = parameter("weight", [layer.outputs, layer.inputs], .weight)
      return layer.hasBias ? [weight, parameter("bias", [layer.outputs], .bias)] : [weight]
    case .layerNorm(let layer):
      return [
        parameter("weight", [layer.channels], .normWeight), parameter("bias", [layer.channels], .normBias),
      ]
    case .channelScale(let channels): return [parameter("weight", [channels], .normWeight)]
    case .tokens(let layer):
      return [
        parameter("class_token", [1, 1, layer.channels], .bias),
        parameter("position", [1, 1 + layer.side * layer.side, layer.channels], .bias),
      ]
    case .activation, .maxPool, .globalAveragePool, .spatialMean, .add, .multiply, .concatenate, .scale: return []
    case .normDerivative(let layer): return [parameter("weight", [layer.channels], .normWeight)]
    case .attention, .classToken, .tokenMap, .scoreDerivative, .geluDerivative: return []
    }
  }
}
