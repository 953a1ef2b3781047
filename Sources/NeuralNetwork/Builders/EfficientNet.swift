/// EfficientNet: one small net, scaled jointly in width, depth and resolution.
///
/// Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946, as
/// torchvision builds it, or as TensorFlow did: the same weights' shapes, other padding and another ε.
package struct EfficientNet: Sendable, Hashable {
  package enum Size: Int, Sendable, Hashable, CaseIterable { case b0, b1, b2, b3 }

  /// Width, depth and input size.
  package var size: Size
  /// Padding `SAME` and batch norm's ε 1e-3, for weights that were trained in TensorFlow.
  package var isTensorFlows: Bool

  package init(_ size: Size, isTensorFlows: Bool = false) {
    self.size = size
    self.isTensorFlows = isTensorFlows
  }

  var width: Double { [1.0, 1.0, 1.1, 1.2][size.rawValue] }
  var depth: Double { [1.0, 1.1, 1.2, 1.4][size.rawValue] }

  /// The network with its three standard outputs; `features` is [N, 1280], 1408 for B2 and 1536 for B3.
  package func network(name: String, inputSize: Int) -> Network {
    var graph = GraphBuilder()
    let stem = roundedChannels(32 * width)
    var value = graph.unit("stem", inputs: 3, outputs: stem, kernel: 3, stride: 2, style, .silu, Network.inputName)
    let blocks = self.blocks
    for (index, block) in blocks.enumerated() {
      value = graph.invertedResidual("blocks.\(index)", block.residual, style, value)
    }
    let last = blocks.last?.residual.outputs ?? stem
    value = graph.unit("top", inputs: last, outputs: 4 * last, style, .silu, value)
    return graph.finish(name: name, input: .init(channels: 3, size: inputSize), map: value, channels: 4 * last)
  }

  var style: BlockStyle {
    BlockStyle(
      isSame: isTensorFlows, epsilon: isTensorFlows ? 1e-3 : 1e-5, momentum: isTensorFlows ? 0.01 : 0.1,
      squeeze: .silu, gate: .sigmoid)
  }

  struct Block: Hashable {
    /// The stage, from 0, and the place in it, from 0.
    var stage: Int, position: Int
    var residual: InvertedResidual
  }

  /// Blocks in order, widened and deepened.
  var blocks: [Block] {
    var blocks: [Block] = []
    var inputs = roundedChannels(32 * width)
    for (index, stage) in Self.stages.enumerated() {
      let outputs = roundedChannels(Double(stage.outputs) * width)
      for position in 0..<Int((depth * Double(stage.repeats)).rounded(.up)) {
        blocks.append(
          Block(
            stage: index, position: position,
            residual: InvertedResidual(
              kernel: stage.kernel, stride: position == 0 ? stage.stride : 1, inputs: inputs,
              expanded: inputs * stage.expansion, outputs: outputs, squeezed: max(1, inputs / 4), activation: .silu)))
        inputs = outputs
      }
    }
    return blocks
  }

  struct Stage {
    var repeats: Int, kernel: Int, stride: Int, expansion: Int, outputs: Int
  }

  /// The paper's table 1, which the Lite nets scale, too.
  static let stages = [
    Stage(repeats: 1, kernel: 3, stride: 1, expansion: 1, outputs: 16),
    Stage(repeats: 2, kernel: 3, stride: 2, expansion: 6, outputs: 24),
    Stage(repeats: 2, kernel: 5, stride: 2, expansion: 6, outputs: 40),
    Stage(repeats: 3, kernel: 3, stride: 2, expansion: 6, outputs: 80),
    Stage(repeats: 3, kernel: 5, stride: 1, expansion: 6, outputs: 112),
    Stage(repeats: 4, kernel: 5, stride: 2, expansion: 6, outputs: 192),
    Stage(repeats: 1, kernel: 3, stride: 1, expansion: 6, outputs: 320),
  ]
}
