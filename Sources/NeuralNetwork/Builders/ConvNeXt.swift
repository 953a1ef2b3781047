/// ConvNeXt: a convolutional net with a transformer's manners.
///
/// Liu et al. 2022, "A ConvNet for the 2020s", arXiv:2201.03545. Blocks: depthwise 7×7, layer norm, expand four times,
/// GELU, project, layer scale, shortcut; layer norm before each halving, and after the mean over space.
package enum ConvNeXt: String, Sendable, Hashable, CaseIterable {
  case tiny, small, base

  /// Blocks in each of the four stages.
  var repeats: [Int] { self == .tiny ? [3, 3, 9, 3] : [3, 3, 27, 3] }
  /// Channels in each of the four stages.
  var widths: [Int] { self == .base ? [128, 256, 512, 1024] : [96, 192, 384, 768] }

  static let norm: Float = 1e-6

  /// The network with its three standard outputs; `features` is [N, 768], or 1024 for the base size.
  package func network(name: String, inputSize: Int) -> Network {
    var graph = GraphBuilder()
    var value = graph.add(
      "stem.conv",
      .convolution(
        Convolution(inputs: 3, outputs: widths[0], kernel: 4, stride: 4, padding: .explicit(0), hasBias: true)),
      Network.inputName)
    value = graph.norm("stem.norm", widths[0], value)
    for (stage, (count, width)) in zip(repeats, widths).enumerated() {
      if stage > 0 {
        value = graph.norm("stages.\(stage).downsample.norm", widths[stage - 1], value)
        value = graph.add(
          "stages.\(stage).downsample.conv",
          .convolution(
            Convolution(
              inputs: widths[stage - 1], outputs: width, kernel: 2, stride: 2, padding: .explicit(0), hasBias: true)),
          value)
      }
      for index in 0..<count { value = graph.block("stages.\(stage).blocks.\(index)", width, value) }
    }
    let width = widths[widths.count - 1]
    let features = graph.norm("norm", width, graph.add("pool", .globalAveragePool, value))
    let map = graph.add(
      "map.norm", .layerNorm(LayerNorm(channels: width, epsilon: Self.norm)), value, sharing: "norm")
    return graph.finish(
      name: name, input: .init(channels: 3, size: inputSize), features: features, map: map, channels: width)
  }
}

extension GraphBuilder {
  fileprivate mutating func norm(_ name: String, _ channels: Int, _ input: String) -> String {
    add(name, .layerNorm(LayerNorm(channels: channels, epsilon: ConvNeXt.norm)), input)
  }

  fileprivate mutating func block(_ name: String, _ width: Int, _ input: String) -> String {
    func point(_ inputs: Int, _ outputs: Int) -> Layer {
      .convolution(Convolution(inputs: inputs, outputs: outputs, kernel: 1, padding: .explicit(0), hasBias: true))
    }
    var value = add(
      "\(name).depthwise",
      .convolution(
        Convolution(inputs: width, outputs: width, kernel: 7, groups: width, padding: .explicit(3), hasBias: true)),
      input)
    value = norm("\(name).norm", width, value)
    value = add("\(name).expand", point(width, 4 * width), value)
    value = add("\(name).gelu", .activation(.gelu), value)
    value = add("\(name).project", point(4 * width, width), value)
    value = add("\(name).scale", .channelScale(channels: width), value)
    return add("\(name).add", .add, value, input)
  }
}
