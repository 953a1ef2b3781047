import NeuralNetwork

extension TorchNetwork {
  /// Runs one layer.
  func run(_ node: Network.Node, _ inputs: [Tensor], _ mode: Mode) throws(TorchError) -> Tensor {
    let input = inputs[0]
    switch node.layer {
    case .convolution(let layer): return try convolve(node, layer, input)
    case .batchNorm(let layer): return try normalise(node, layer, input, mode)
    case .activation(let activation): return try activate(activation, input)
    case .maxPool(let layer): return try pool(layer, input)
    case .globalAveragePool: return try input.mean(over: [2, 3])
    case .spatialMean: return try input.mean(over: [2, 3], keeping: true)
    case .add: return try inputs[0] + inputs[1]
    case .multiply: return try inputs[0] * inputs[1]
    case .concatenate: return try .concatenated(inputs, along: 1)
    case .scale(let factor): return try input * Double(factor)
    case .linear(let layer): return try multiply(node, layer, input)
    case .layerNorm(let layer): return try normalise(node, layer, input)
    case .channelScale(let channels): return try scaleChannels(node, channels, input)
    case .attention(let layer): return try attend(layer, input)
    case .tokens(let layer): return try tokens(node, layer, input)
    case .classToken: return try input.selected(1, at: 0)
    case .tokenMap: return try map(ofTokens: input)
    case .scoreDerivative(let layer): return try scoreDerivative(layer, input)
    case .geluDerivative: return try geluDerivative(input, moves: inputs[1])
    case .normDerivative(let layer): return try normDerivative(node, layer, input, moves: inputs[1])
    }
  }

  private func activate(_ activation: Activation, _ input: Tensor) throws(TorchError) -> Tensor {
    switch activation {
    case .relu: try input.relu()
    case .relu6: try input.relu6()
    case .sigmoid: try input.sigmoid()
    case .silu: try input.silu()
    case .gelu: try input.gelu()
    case .hardSigmoid: try input.hardSigmoid()
    case .hardSwish: try input.hardSwish()
    }
  }

  func weight(_ node: Network.Node, _ suffix: String) throws(TorchError) -> Tensor {
    let name = "\(node.owner).\(suffix)"
    guard let tensor = tensors[name] else { throw .refused(operation: name, message: "its weights are missing") }
    return tensor
  }

  private func convolve(_ node: Network.Node, _ layer: Convolution, _ input: Tensor) throws(TorchError) -> Tensor {
    let edge = Edge(layer.padding, input.shape, kernel: layer.kernel, stride: layer.stride)
    let type = options.precision
    return try edge.padded(input, 0).to(type).conv2d(
      weight(node, "weight").to(type), bias: tensors["\(node.owner).bias"]?.to(type),
      stride: [layer.stride, layer.stride], padding: edge.even ?? [0, 0], groups: layer.groups)
  }

  private func pool(_ layer: MaxPool, _ input: Tensor) throws(TorchError) -> Tensor {
    let edge = Edge(layer.padding, input.shape, kernel: layer.kernel, stride: layer.stride)
    return try edge.padded(input, -.infinity).maxPool2d(
      [layer.kernel, layer.kernel], stride: [layer.stride, layer.stride], padding: edge.even ?? [0, 0])
  }

  private func normalise(
    _ node: Network.Node, _ layer: BatchNorm, _ input: Tensor, _ mode: Mode
  ) throws(TorchError) -> Tensor {
    let scale = try weight(node, "weight")
    let moving = mode == .training ? try scale.requiresGradient() : false
    if moving, let group = normGroup {
      return try input.syncedBatchNorm(
        over: group, scale: scale, shift: weight(node, "bias"), runningMean: weight(node, "running_mean"),
        runningVariance: weight(node, "running_var"), momentum: Double(layer.momentum), epsilon: Double(layer.epsilon))
    }
    return try input.batchNorm(
      scale: scale, shift: weight(node, "bias"), runningMean: weight(node, "running_mean"),
      runningVariance: weight(node, "running_var"), training: moving, momentum: Double(layer.momentum),
      epsilon: Double(layer.epsilon))
  }
}

/// How a window's padding is laid on: by the operation itself where both sides have the same, else before it.
private struct Edge {
  let rows: (before: Int, after: Int), columns: (before: Int, after: Int)

  init(_ padding: Padding, _ shape: [Int], kernel: Int, stride: Int) {
    rows = padding.amounts(size: shape[2], kernel: kernel, stride: stride)
    columns = padding.amounts(size: shape[3], kernel: kernel, stride: stride)
  }

  /// The same amount on both sides of rows and of columns, if it is so.
  var even: [Int]? {
    rows.before == rows.after && columns.before == columns.after ? [rows.before, columns.before] : nil
  }

  func padded(_ input: Tensor, _ value: Double) throws(TorchError) -> Tensor {
    guard even == nil else { return input }
    return try input.padded(
      top: rows.before, bottom: rows.after, left: columns.before, right: columns.after, value: value)
  }
}
