/// The inverted bottleneck with squeeze-and-excitation that EfficientNet and MobileNetV3 are made of.
///
/// Sandler et al. 2018, arXiv:1801.04381: expand 1×1, depthwise k×k, project 1×1, and the shortcut where shapes allow it;
/// Hu et al. 2018, arXiv:1709.01507: between the last two, every channel is weighed by what all channels' means say.
struct InvertedResidual: Hashable {
  var kernel: Int, stride: Int
  var inputs: Int, expanded: Int, outputs: Int
  /// Channels of the squeeze; nil for none.
  var squeezed: Int?
  var activation: Activation

  var hasShortcut: Bool { stride == 1 && inputs == outputs }
}

/// What all blocks of a net have in common.
struct BlockStyle: Hashable {
  /// TensorFlow's padding, or half of the kernel on each side.
  var isSame: Bool
  var epsilon: Float
  /// The new batch's share.
  var momentum: Float
  /// After the squeeze, and after the excitation.
  var squeeze: Activation, gate: Activation

  func padding(_ kernel: Int) -> Padding { isSame ? .same : .explicit(kernel / 2) }
}

extension GraphBuilder {
  /// Convolution, batch norm and, unless it is nil, an activation.
  mutating func unit(
    _ name: String, inputs: Int, outputs: Int, kernel: Int = 1, stride: Int = 1, groups: Int = 1, _ style: BlockStyle,
    _ activation: Activation?, _ input: String
  ) -> String {
    let convolution = Convolution(
      inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, groups: groups, padding: style.padding(kernel))
    let sum = add("\(name).conv", .convolution(convolution), input)
    let norm = BatchNorm(channels: outputs, epsilon: style.epsilon, momentum: style.momentum)
    let normal = add("\(name).norm", .batchNorm(norm), sum)
    guard let activation else { return normal }
    return add("\(name).\(activation.rawValue)", .activation(activation), normal)
  }

  mutating func invertedResidual(
    _ name: String, _ block: InvertedResidual, _ style: BlockStyle, _ input: String
  ) -> String {
    let wide = block.expanded
    var value = input
    if wide != block.inputs {
      value = unit("\(name).expand", inputs: block.inputs, outputs: wide, style, block.activation, value)
    }
    value = unit(
      "\(name).depthwise", inputs: wide, outputs: wide, kernel: block.kernel, stride: block.stride, groups: wide, style,
      block.activation, value)
    if let squeezed = block.squeezed {
      value = squeeze("\(name).squeeze", channels: wide, to: squeezed, style, value)
    }
    value = unit("\(name).project", inputs: wide, outputs: block.outputs, style, nil, value)
    return block.hasShortcut ? add("\(name).add", .add, value, input) : value
  }

  /// x · gate(expand(squeeze(mean of x))).
  private mutating func squeeze(
    _ name: String, channels: Int, to squeezed: Int, _ style: BlockStyle, _ input: String
  ) -> String {
    func point(_ inputs: Int, _ outputs: Int) -> Layer {
      .convolution(
        Convolution(inputs: inputs, outputs: outputs, kernel: 1, padding: .explicit(0), hasBias: true))
    }
    var value = add("\(name).mean", .spatialMean, input)
    value = add("\(name).reduce", point(channels, squeezed), value)
    value = add("\(name).\(style.squeeze.rawValue)", .activation(style.squeeze), value)
    value = add("\(name).expand", point(squeezed, channels), value)
    value = add("\(name).gate", .activation(style.gate), value)
    return add(name, .multiply, input, value)
  }
}

/// Channels as a multiple of 8 that loses no more than a tenth (`round_filters` of EfficientNet's, `_make_divisible` of
/// MobileNet's code).
func roundedChannels(_ wide: Double) -> Int {
  let near = max(8, Int(wide + 4) / 8 * 8)
  return Double(near) < 0.9 * wide ? near + 8 : near
}
