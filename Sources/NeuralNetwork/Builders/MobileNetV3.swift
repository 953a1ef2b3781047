/// MobileNetV3-Large.
///
/// Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244, table 1, as torchvision and timm build it: the two
/// agree but in batch norm's ε and momentum.
package struct MobileNetV3: Sendable, Hashable {
  package enum Publisher: Sendable, Hashable { case torchvision, timm }

  /// Whose variant it is: they pad and normalise differently.
  package var publisher: Publisher

  package init(_ publisher: Publisher) { self.publisher = publisher }

  static let stem = 16
  static let top = 960
  static let features = 1280

  /// The network with its three standard outputs; `features` is [N, 1280].
  ///
  /// The features are what a layer on the pooled map makes; the output `map` is the same layer at every place.
  package func network(name: String, inputSize: Int) -> Network {
    var graph = GraphBuilder()
    var value = graph.unit(
      "stem", inputs: 3, outputs: Self.stem, kernel: 3, stride: 2, style, .hardSwish, Network.inputName)
    for (index, block) in Self.blocks.enumerated() {
      value = graph.invertedResidual("blocks.\(index)", block.residual, style, value)
    }
    let top = graph.unit(
      "top", inputs: Self.blocks.last?.residual.outputs ?? 0, outputs: Self.top, style, .hardSwish, value)
    let head = Layer.convolution(
      Convolution(inputs: Self.top, outputs: Self.features, kernel: 1, padding: .explicit(0), hasBias: true))
    value = graph.add("pool", .spatialMean, top)
    value = graph.add("hidden", head, value)
    value = graph.add("hidden.hardSwish", .activation(.hardSwish), value)
    let features = graph.add("features.flat", .globalAveragePool, value)
    let everywhere = graph.add("map.hidden", head, top, sharing: "hidden")
    let map = graph.add("map.hardSwish", .activation(.hardSwish), everywhere)
    return graph.finish(
      name: name, input: .init(channels: 3, size: inputSize), features: features, map: map, channels: Self.features)
  }

  var style: BlockStyle {
    BlockStyle(
      isSame: false, epsilon: publisher == .torchvision ? 1e-3 : 1e-5,
      momentum: publisher == .torchvision ? 0.01 : 0.1, squeeze: .relu, gate: .hardSigmoid)
  }

  struct Block: Hashable {
    /// timm's stage and the place in it, both from 0.
    var stage: Int, position: Int
    var residual: InvertedResidual
  }

  static let blocks: [Block] = {
    // Kernel, expanded, outputs, squeeze, activation, stride: the paper's table 1.
    let rows: [[(Int, Int, Int, Bool, Activation, Int)]] = [
      [(3, 16, 16, false, .relu, 1)],
      [(3, 64, 24, false, .relu, 2), (3, 72, 24, false, .relu, 1)],
      [(5, 72, 40, true, .relu, 2), (5, 120, 40, true, .relu, 1), (5, 120, 40, true, .relu, 1)],
      [
        (3, 240, 80, false, .hardSwish, 2), (3, 200, 80, false, .hardSwish, 1), (3, 184, 80, false, .hardSwish, 1),
        (3, 184, 80, false, .hardSwish, 1),
      ],
      [(3, 480, 112, true, .hardSwish, 1), (3, 672, 112, true, .hardSwish, 1)],
      [(5, 672, 160, true, .hardSwish, 2), (5, 960, 160, true, .hardSwish, 1), (5, 960, 160, true, .hardSwish, 1)],
    ]
    var blocks: [Block] = []
    var inputs = stem
    for (stage, rows) in rows.enumerated() {
      for (position, (kernel, expanded, outputs, squeezes, activation, stride)) in rows.enumerated() {
        blocks.append(
          Block(
            stage: stage, position: position,
            residual: InvertedResidual(
              kernel: kernel, stride: stride, inputs: inputs, expanded: expanded, outputs: outputs,
              squeezed: squeezes ? roundedChannels(Double(expanded) / 4) : nil, activation: activation)))
        inputs = outputs
      }
    }
    return blocks
  }()
}
