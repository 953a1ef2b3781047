import NeuralNetwork

// Derivatives of a transformer's layers, in float32.
extension TorchNetwork {
  func scoreDerivative(_ layer: Attention, _ input: Tensor) throws(TorchError) -> Tensor {
    let (count, tokens, size) = (input.shape[0], input.shape[1], layer.channels / layer.heads)
    let parts = try input.to(.float32).reshaped([count, tokens, 3, layer.heads, size]).permuted([2, 0, 3, 1, 4])
    let query = try parts.selected(0, at: 0).narrowed(2, to: 0..<1) / Double(size).squareRoot()
    let shares = try query.matmul(parts.selected(0, at: 1).transposed()).softmax()
    let values = try parts.selected(0, at: 2)
    let moves = try (values - shares.matmul(values)) * shares.transposed()
    return try moves.permuted([0, 2, 1, 3]).reshaped([count, tokens, layer.channels])
      .narrowed(1, to: 1..<tokens) * Double(tokens - 1)
  }

  func geluDerivative(_ input: Tensor, moves: Tensor) throws(TorchError) -> Tensor {
    try input.to(.float32).geluDerivative().unsqueezed(1) * moves.to(.float32)
  }

  func normDerivative(
    _ node: Network.Node, _ layer: LayerNorm, _ input: Tensor, moves: Tensor
  ) throws(TorchError) -> Tensor {
    func mean(_ values: Tensor) throws(TorchError) -> Tensor { try values.mean(over: [2], keeping: true) }
    let (row, moves) = (try input.to(.float32).unsqueezed(1), try moves.to(.float32))
    let centred = try row - mean(row)
    let deviation = try (mean(centred * centred) + Double(layer.epsilon)).squareRoot()
    let normal = try centred / deviation
    return try (moves - mean(moves) - normal * mean(normal * moves)) / deviation * weight(node, "weight")
  }
}
