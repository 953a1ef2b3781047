/// ResNet: stacks of blocks that add their input to their output.
///
/// He et al. 2015, "Deep Residual Learning for Image Recognition", arXiv:1512.03385, as torchvision builds it: in a
/// bottleneck the 3×3 convolution, not the first 1×1, carries the stride ("V1.5").
package enum ResNet: Int, Sendable, Hashable, CaseIterable {
  case resNet18 = 18
  case resNet34 = 34
  case resNet50 = 50
  case resNet101 = 101

  /// The architecture's name.
  package var name: String { "resnet\(rawValue)" }

  /// Blocks in each of the four stages (the paper's table 1).
  var repeats: [Int] {
    switch self {
    case .resNet18: [2, 2, 2, 2]
    case .resNet34, .resNet50: [3, 4, 6, 3]
    case .resNet101: [3, 4, 23, 3]
    }
  }

  /// Channels out of a block for each channel of its stage: 4 for bottlenecks, 1 for basic blocks.
  var expansion: Int {
    switch self {
    case .resNet18, .resNet34: 1
    case .resNet50, .resNet101: 4
    }
  }

  /// The network with its three standard outputs; `features` is [N, 512] or, with bottlenecks, [N, 2048].
  package func network(inputSize: Int = 224) -> Network {
    var graph = GraphBuilder()
    var value = graph.unit(
      "stem.conv", "stem.norm",
      Convolution(inputs: 3, outputs: 64, kernel: 7, stride: 2, padding: .explicit(3)), Network.inputName)
    value = graph.add("stem.relu", .activation(.relu), value)
    value = graph.add("stem.pool", .maxPool(MaxPool(kernel: 3, stride: 2, padding: .explicit(1))), value)
    for (index, block) in blocks.enumerated() {
      value =
        expansion == 1
        ? graph.basic("blocks.\(index)", block, value) : graph.bottleneck("blocks.\(index)", block, value)
    }
    return graph.finish(
      name: name, input: .init(channels: 3, size: inputSize), map: value, channels: 512 * expansion)
  }

  struct Block: Hashable {
    /// The stage, from 0, and the place in it, from 0.
    var stage: Int, position: Int
    var inputs: Int, width: Int, outputs: Int, stride: Int

    var hasProjection: Bool { stride != 1 || inputs != outputs }
  }

  var blocks: [Block] {
    var blocks: [Block] = []
    var inputs = 64
    for (stage, count) in repeats.enumerated() {
      let width = 64 << stage
      for position in 0..<count {
        blocks.append(
          Block(
            stage: stage, position: position, inputs: inputs, width: width, outputs: width * expansion,
            stride: stage > 0 && position == 0 ? 2 : 1))
        inputs = width * expansion
      }
    }
    return blocks
  }
}

extension GraphBuilder {
  fileprivate mutating func unit(
    _ name: String, _ norm: String, _ convolution: Convolution, _ input: String
  ) -> String {
    let sum = add(name, .convolution(convolution), input)
    return add(norm, .batchNorm(BatchNorm(channels: convolution.outputs, epsilon: 1e-5, momentum: 0.1)), sum)
  }

  /// 3×3 and 3×3.
  fileprivate mutating func basic(_ name: String, _ block: ResNet.Block, _ input: String) -> String {
    var value = unit(
      "\(name).conv1", "\(name).norm1",
      Convolution(
        inputs: block.inputs, outputs: block.width, kernel: 3, stride: block.stride, padding: .explicit(1)), input)
    value = add("\(name).relu1", .activation(.relu), value)
    value = unit(
      "\(name).conv2", "\(name).norm2",
      Convolution(inputs: block.width, outputs: block.outputs, kernel: 3, padding: .explicit(1)), value)
    return close(name, block, value, input)
  }

  /// 1×1, 3×3 with the stride, 1×1.
  fileprivate mutating func bottleneck(_ name: String, _ block: ResNet.Block, _ input: String) -> String {
    var value = unit(
      "\(name).conv1", "\(name).norm1",
      Convolution(inputs: block.inputs, outputs: block.width, kernel: 1, padding: .explicit(0)), input)
    value = add("\(name).relu1", .activation(.relu), value)
    value = unit(
      "\(name).conv2", "\(name).norm2",
      Convolution(
        inputs: block.width, outputs: block.width, kernel: 3, stride: block.stride, padding: .explicit(1)), value)
    value = add("\(name).relu2", .activation(.relu), value)
    value = unit(
      "\(name).conv3", "\(name).norm3",
      Convolution(inputs: block.width, outputs: block.outputs, kernel: 1, padding: .explicit(0)), value)
    return close(name, block, value, input)
  }

  /// The shortcut, projected where shapes differ, added and rectified.
  private mutating func close(
    _ name: String, _ block: ResNet.Block, _ value: String, _ input: String
  ) -> String {
    var shortcut = input
    if block.hasProjection {
      shortcut = unit(
        "\(name).shortcut.conv", "\(name).shortcut.norm",
        Convolution(
          inputs: block.inputs, outputs: block.outputs, kernel: 1, stride: block.stride, padding: .explicit(0)),
        input)
    }
    let sum = add("\(name).add", .add, value, shortcut)
    return add("\(name).relu", .activation(.relu), sum)
  }
}
