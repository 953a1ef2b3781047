/// A layer kind with all it needs to know but its weights.
///
/// Shapes are [N, C, H, W] unless said otherwise. A layer's parameters carry the node's name before their own.
package enum Layer: Sendable, Hashable {
  /// Cross-correlation with a square kernel. Parameters: `weight` [out, in / groups, kernel, kernel], `bias` [out].
  case convolution(Convolution)
  /// (x − running_mean) / √(running_var + ε) · weight + bias, a channel. Parameters: the four named, each [C].
  case batchNorm(BatchNorm)
  /// Element by element, any shape.
  case activation(Activation)
  /// The largest value under a square window; padded places never win.
  case maxPool(MaxPool)
  /// Mean over H and W: [N, C, H, W] → [N, C].
  case globalAveragePool
  /// x + y, both of one shape.
  case add
  /// Side by side along axis 1, the channels; all other axes equal.
  case concatenate
  /// x · factor, any shape.
  case scale(factor: Float)
  /// x · weightᵀ + bias: [N, inputs] → [N, outputs]. Parameters: `weight` [outputs, inputs], `bias` [outputs].
  case linear(Linear)
}

package struct Convolution: Sendable, Hashable {
  package var inputs: Int, outputs: Int
  package var kernel: Int, stride: Int
  /// `inputs` makes it depthwise; both channel counts divide by it.
  package var groups: Int
  package var padding: Padding
  package var hasBias: Bool

  package init(
    inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, padding: Padding, hasBias: Bool = false
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.groups = groups
    self.padding = padding
    self.hasBias = hasBias
  }
}

package struct BatchNorm: Sendable, Hashable {
  package var channels: Int
  package var epsilon: Float
  /// The new batch's share when running statistics move: running ← (1 − momentum) · running + momentum · batch.
  package var momentum: Float

  package init(channels: Int, epsilon: Float, momentum: Float) {
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
  }
}

package enum Activation: String, Sendable, Hashable, CaseIterable {
  /// max(x, 0)
  case relu
  /// min(max(x, 0), 6)
  case relu6
}

package struct MaxPool: Sendable, Hashable {
  package var kernel: Int, stride: Int
  package var padding: Padding

  package init(kernel: Int, stride: Int, padding: Padding) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }
}

package struct Linear: Sendable, Hashable {
  package var inputs: Int, outputs: Int

  package init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

extension Layer {
  /// How many values the layer takes; nil for any number from one up.
  package var inputCount: Int? {
    switch self {
    case .add: 2
    case .concatenate: nil
    case .convolution, .batchNorm, .activation, .maxPool, .globalAveragePool, .scale, .linear: 1
    }
  }
}
