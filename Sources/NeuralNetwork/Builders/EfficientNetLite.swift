/// EfficientNet-Lite: EfficientNet without squeeze-excitation, with ReLU6, its stem and top of fixed width.
///
/// Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946;
/// the Lite variants after TensorFlow's `efficientnet/lite`. Blocks are MobileNetV2's inverted bottlenecks (Sandler et
/// al. 2018, arXiv:1801.04381): expand 1×1, depthwise k×k, project 1×1, and the shortcut where the shape allows it.
package enum EfficientNetLite: Int, Sendable, Hashable, CaseIterable {
  case lite0, lite1, lite2, lite3, lite4

  /// The architecture's name.
  package var name: String { "efficientnet-lite\(rawValue)" }

  /// Side of the images it was trained with.
  package var inputSize: Int { [224, 240, 260, 280, 300][rawValue] }

  var width: Double { [1.0, 1.0, 1.1, 1.2, 1.4][rawValue] }
  var depth: Double { [1.0, 1.1, 1.2, 1.4, 1.8][rawValue] }

  /// The network with its three standard outputs; `features` is [N, 1280].
  ///
  /// - Parameter inputSize: Side of the image; nil for the side it was trained with.
  package func network(inputSize: Int? = nil) -> Network {
    var graph = GraphBuilder()
    let input = Network.Input(channels: 3, size: inputSize ?? self.inputSize)
    var value = graph.unit(
      "stem", Convolution(inputs: 3, outputs: Self.stem, kernel: 3, stride: 2, padding: .same), Network.inputName)
    for (index, block) in blocks.enumerated() { value = graph.bottleneck("blocks.\(index)", block, value) }
    let last = blocks.last?.outputs ?? Self.stem
    value = graph.unit("top", Convolution(inputs: last, outputs: Self.top, kernel: 1, padding: .same), value)
    return graph.finish(name: name, input: input, map: value, channels: Self.top)
  }

  static let stem = 32
  static let top = 1280

  struct Block: Hashable {
    /// The stage, from 0, and the place in it, from 0.
    var stage: Int, position: Int
    var kernel: Int, stride: Int, expansion: Int, inputs: Int, outputs: Int
  }

  /// Blocks in order, widened and deepened; the first and the last stage keep their one block.
  var blocks: [Block] {
    var blocks: [Block] = []
    var inputs = Self.stem
    for (index, stage) in EfficientNet.stages.enumerated() {
      let scaled = index > 0 && index < EfficientNet.stages.count - 1
      let repeats = scaled ? Int((depth * Double(stage.repeats)).rounded(.up)) : stage.repeats
      let outputs = roundedChannels(Double(stage.outputs) * width)
      for position in 0..<repeats {
        blocks.append(
          Block(
            stage: index, position: position,
            kernel: stage.kernel, stride: position == 0 ? stage.stride : 1, expansion: stage.expansion,
            inputs: inputs, outputs: outputs))
        inputs = outputs
      }
    }
    return blocks
  }
}

extension GraphBuilder {
  /// Convolution, batch norm and, unless it ends a block, ReLU6.
  fileprivate mutating func unit(
    _ name: String, _ convolution: Convolution, _ input: String, activated: Bool = true
  ) -> String {
    let sum = add("\(name).conv", .convolution(convolution), input)
    // TensorFlow's decay 0.99 is the old statistics' share; here the new batch's share is kept.
    let norm = BatchNorm(channels: convolution.outputs, epsilon: 1e-3, momentum: 0.01)
    let normal = add("\(name).norm", .batchNorm(norm), sum)
    return activated ? add("\(name).relu6", .activation(.relu6), normal) : normal
  }

  fileprivate mutating func bottleneck(_ name: String, _ block: EfficientNetLite.Block, _ input: String) -> String {
    let wide = block.inputs * block.expansion
    var value = input
    if block.expansion > 1 {
      value = unit(
        "\(name).expand", Convolution(inputs: block.inputs, outputs: wide, kernel: 1, padding: .same), value)
    }
    value = unit(
      "\(name).depthwise",
      Convolution(
        inputs: wide, outputs: wide, kernel: block.kernel, stride: block.stride, groups: wide, padding: .same), value)
    value = unit(
      "\(name).project", Convolution(inputs: wide, outputs: block.outputs, kernel: 1, padding: .same), value,
      activated: false)
    let fits = block.stride == 1 && block.inputs == block.outputs
    return fits ? add("\(name).add", .add, value, input) : value
  }
}
