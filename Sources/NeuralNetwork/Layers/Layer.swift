/// A kind of layer with all its parameters except its weights.
///
/// Shapes are [N, C, H, W] unless said otherwise; rows of tokens are [N, T, C], and vectors [N, C]. The channels are
/// axis 1 of an image and the last axis of tokens and vectors. A layer's parameters are prefixed with the node's name.
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
  /// Mean over H and W that keeps both axes: [N, C, H, W] → [N, C, 1, 1].
  case spatialMean
  /// x + y, both of one shape. Where a block adds its output to its input, the block's own value comes first and the
  /// shortcut second: drop path drops the first.
  case add
  /// x · y, where y is of x's shape or a factor per channel, [N, C, 1, 1].
  case multiply
  /// Side by side along axis 1, the channels; all other axes equal.
  case concatenate
  /// x · factor, any shape.
  case scale(factor: Float)
  /// x · weightᵀ + bias over the last axis: [N, inputs] → [N, outputs], or [N, T, inputs] → [N, T, outputs].
  /// Parameters: `weight` [outputs, inputs], `bias` [outputs] where it has one.
  case linear(Linear)
  /// (x − mean) / √(variance + ε) · weight + bias over the channels of each place (Ba et al. 2016, arXiv:1607.06450);
  /// images, tokens or vectors. Parameters: `weight` [C], `bias` [C].
  case layerNorm(LayerNorm)
  /// x · weight, a factor per channel; images or tokens (layer scale: Touvron et al. 2021, arXiv:2103.17239).
  /// Parameter: `weight` [C].
  case channelScale(channels: Int)
  /// softmax(q · kᵀ / √d) · v in this many heads (Vaswani et al. 2017, arXiv:1706.03762): [N, T, 3 · C] → [N, T, C],
  /// where queries, keys and values stand side by side, each head after head.
  case attention(Attention)
  /// An image's positions as a row of tokens, preceded by a class token, position embeddings added: [N, C, h, w] →
  /// [N, 1 + h · w, C]. Parameters: `class_token` [1, 1, C], `position` [1, 1 + side², C].
  case tokens(Tokens)
  /// The class token of a row: [N, T, C] → [N, C].
  case classToken
  /// A token for each place as a square image: [N, s², C] → [N, C, s, s].
  case tokenMap
  /// How the class token's attention changes with the score it gives each place, a · (v − Σ a · v) in each head, times P
  /// for the mean over the places to be of the attention's own size: [N, 1 + P, 3 · C] → [N, P, C].
  case scoreDerivative(Attention)
  /// What GELU makes of small moves of its input, (Φ(x) + x · φ(x)) · move: x [N, C], moves [N, P, C] → [N, P, C].
  case geluDerivative
  /// What a layer norm makes of small moves of its input: x [N, C], moves [N, P, C] → [N, P, C]. With x̂ the input
  /// normalised and σ its deviation: (move − mean(move) − x̂ · mean(x̂ · move)) / σ · weight. Parameter: `weight` [C].
  case normDerivative(LayerNorm)
}

package struct Linear: Sendable, Hashable {
  /// Features in and out.
  package var inputs: Int, outputs: Int
  /// Whether a constant is added to each output.
  package var hasBias: Bool

  package init(inputs: Int, outputs: Int, hasBias: Bool = true) {
    self.inputs = inputs
    self.outputs = outputs
    self.hasBias = hasBias
  }
}

extension Layer {
  /// How many values the layer takes; nil for any number from one up.
  package var inputCount: Int? {
    switch self {
    case .add, .multiply, .geluDerivative, .normDerivative: 2
    case .concatenate: nil
    case .convolution, .batchNorm, .activation, .maxPool, .globalAveragePool, .spatialMean, .scale, .linear: 1
    case .layerNorm, .channelScale, .attention, .tokens, .classToken, .tokenMap, .scoreDerivative: 1
    }
  }
}
