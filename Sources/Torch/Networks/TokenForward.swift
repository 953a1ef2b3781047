import NeuralNetwork

// Layers of transformers, and of nets that borrow from them. Norms are computed in float32 whatever the precision.
extension TorchNetwork {
  /// Over the channels of each place: axis 1 of images, else the last one.
  func normalise(_ node: Network.Node, _ layer: LayerNorm, _ input: Tensor) throws(TorchError) -> Tensor {
    let isImage = input.shape.count == 4
    // In memory the channels of a channels-last image already come last, so this moves nothing.
    let rows = try isImage ? input.permuted([0, 2, 3, 1]) : input
    let normal = try rows.to(.float32).layerNorm(
      [layer.channels], scale: weight(node, "weight"), shift: weight(node, "bias"), epsilon: Double(layer.epsilon))
    return try isImage ? normal.permuted([0, 3, 1, 2]) : normal
  }

  func scaleChannels(_ node: Network.Node, _ channels: Int, _ input: Tensor) throws(TorchError) -> Tensor {
    let factors = try weight(node, "weight")
    return try input * (input.shape.count == 4 ? factors.reshaped([channels, 1, 1]) : factors)
  }

  /// Vectors in float32, as heads need it; tokens in the network's precision.
  func multiply(_ node: Network.Node, _ layer: Linear, _ input: Tensor) throws(TorchError) -> Tensor {
    let type = input.shape.count == 2 ? .float32 : options.precision
    let bias = layer.hasBias ? try weight(node, "bias").to(type) : nil
    return try input.to(type).linear(weight(node, "weight").to(type), bias: bias)
  }

  /// Queries, keys and values stand side by side: [N, T, 3 · C] → [N, T, C].
  func attend(_ layer: Attention, _ input: Tensor) throws(TorchError) -> Tensor {
    let shape = input.shape
    let parts = try input.reshaped([shape[0], shape[1], 3, layer.heads, layer.channels / layer.heads])
      .permuted([2, 0, 3, 1, 4])
    let seen = try parts.selected(0, at: 0).attention(key: parts.selected(0, at: 1), value: parts.selected(0, at: 2))
    return try seen.permuted([0, 2, 1, 3]).reshaped([shape[0], shape[1], layer.channels])
  }

  func tokens(_ node: Network.Node, _ layer: Tokens, _ input: Tensor) throws(TorchError) -> Tensor {
    let shape = input.shape
    let patches = try input.to(.float32).reshaped([shape[0], layer.channels, shape[2] * shape[3]]).transposed(1, 2)
    let positions = try weight(node, "position")
    let grid = try resampled(
      positions.narrowed(1, to: 1..<(1 + layer.side * layer.side)), layer, rows: shape[2], columns: shape[3])
    let first = try weight(node, "class_token") + positions.narrowed(1, to: 0..<1)
    return try .concatenated([first.expanded([shape[0], 1, layer.channels]), patches + grid], along: 1)
  }

  /// Positions [1, side², C] for another number of places: rows · positions · columnsᵀ, channel by channel.
  private func resampled(
    _ positions: Tensor, _ layer: Tokens, rows: Int, columns: Int
  ) throws(TorchError) -> Tensor {
    let side = layer.side
    if rows == side, columns == side { return positions }
    func weights(_ places: Int) throws(TorchError) -> Tensor {
      try Tensor(
        layer.resampling.weights(from: side, to: places), shape: [places, side], on: positions.device())
    }
    let tall = try weights(rows).matmul(positions.reshaped([side, side * layer.channels]))
    let wide = try weights(columns).matmul(tall.reshaped([rows, side, layer.channels]))
    return try wide.reshaped([1, rows * columns, layer.channels])
  }

  /// A token for each place as a square image.
  func map(ofTokens input: Tensor) throws(TorchError) -> Tensor {
    let shape = input.shape
    let side = Int(Double(shape[1]).squareRoot().rounded())
    return try input.transposed(1, 2).reshaped([shape[0], shape[2], side, side])
  }
}
