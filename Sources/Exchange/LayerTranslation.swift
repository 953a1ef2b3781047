import NeuralNetwork
import SwiftProtobuf

/// One layer as ONNX operators (https://onnx.ai/onnx/operators/, operator set 17); the last one produces the layer's
/// value.
struct LayerTranslation {
  private(set) var nodes: [Onnx_NodeProto] = []
  /// Small tensors that belong to the operators and to no weights file.
  private(set) var constants: [Onnx_TensorProto] = []

  /// - Parameter input: Shape of the first value the layer takes; `SAME` padding is computed from it.
  init(_ node: Network.Node, input: [Int]) {
    let name = node.name
    let parameters = node.inputs + node.parameters.map(\.name)
    switch node.layer {
    case .convolution(let layer):
      add("Conv", node, parameters) {
        $0.attribute = Self.window(layer.kernel, layer.stride, layer.padding, input)
        $0.attribute.append(Self.attribute("group", layer.groups))
      }
    case .batchNorm(let layer):
      add("BatchNormalization", node, parameters) { $0.attribute = [Self.attribute("epsilon", layer.epsilon)] }
    case .activation(let activation): add(activation, node)
    case .maxPool(let layer):
      add("MaxPool", node, node.inputs) {
        $0.attribute = Self.window(layer.kernel, layer.stride, layer.padding, input)
      }
    case .globalAveragePool:
      let mean = "\(name).mean"
      nodes.append(Self.node("GlobalAveragePool", name: mean, node.inputs, output: mean))
      add("Flatten", node, [mean]) { $0.attribute = [Self.attribute("axis", 1)] }
    case .spatialMean: add("GlobalAveragePool", node, node.inputs)
    case .add: add("Add", node, node.inputs)
    case .multiply: add("Mul", node, node.inputs)
    case .concatenate: add("Concat", node, node.inputs) { $0.attribute = [Self.attribute("axis", 1)] }
    case .scale(let factor): add("Mul", node, node.inputs + [constant("\(name).factor", factor)])
    case .linear where input.count == 2:
      add("Gemm", node, parameters) { $0.attribute = [Self.attribute("transB", 1)] }
    case .linear(let layer): addProduct(node, hasBias: layer.hasBias)
    case .layerNorm(let layer): add(layer, node, isImage: input.count == 4)
    case .channelScale: addChannelScale(node, isImage: input.count == 4)
    case .attention(let layer): add(layer, node, tokens: input[1])
    case .tokens(let layer): add(layer, node, input: input)
    case .classToken:
      let first = constant("\(name).first", integer: 0)
      add("Gather", node, node.inputs + [first]) { $0.attribute = [Self.attribute("axis", 1)] }
    case .tokenMap: addTokenMap(node, input: input)
    case .scoreDerivative(let layer): addScoreDerivative(layer, node, tokens: input[1])
    case .geluDerivative: addActivationDerivative(node, channels: input[1])
    case .normDerivative(let layer): addDerivative(of: layer, node)
    }
  }

  /// An intermediate operator, whose value is named after the node plus a suffix.
  mutating func step(
    _ kind: String, _ word: String, of node: Network.Node, _ inputs: [String],
    _ adjust: (inout Onnx_NodeProto) -> Void = { _ in }
  ) -> String {
    let name = "\(node.name).\(word)"
    var made = Self.node(kind, name: name, inputs, output: name)
    adjust(&made)
    nodes.append(made)
    return name
  }

  mutating func append(_ node: Onnx_NodeProto) { nodes.append(node) }

  static func node(_ kind: String, name: String, _ inputs: [String], output: String) -> Onnx_NodeProto {
    .with {
      $0.opType = kind
      $0.name = name
      $0.input = inputs
      $0.output = [output]
    }
  }

  mutating func add(
    _ kind: String, _ node: Network.Node, _ inputs: [String], _ adjust: (inout Onnx_NodeProto) -> Void = { _ in }
  ) {
    var made = Self.node(kind, name: node.name, inputs, output: node.name)
    adjust(&made)
    nodes.append(made)
  }

  mutating func constant(_ name: String, _ value: Float) -> String { constant(name, floats: [value], shape: []) }

  mutating func constant(_ name: String, floats: [Float], shape: [Int]) -> String {
    constants.append(
      .with {
        $0.name = name
        $0.dims = shape.map(Int64.init)
        $0.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
        $0.floatData = floats
      })
    return name
  }

  /// A vector of integers.
  mutating func constant(_ name: String, integers: [Int]) -> String {
    var made = Self.node("Constant", name: name, [], output: name)
    made.attribute = [Self.attribute("value_ints", integers)]
    nodes.append(made)
    return name
  }

  /// A scalar integer.
  mutating func constant(_ name: String, integer: Int) -> String {
    var made = Self.node("Constant", name: name, [], output: name)
    made.attribute = [Self.attribute("value_int", integer)]
    nodes.append(made)
    return name
  }

  /// Kernel, stride and padding of a square window, rows before columns.
  private static func window(
    _ kernel: Int, _ stride: Int, _ padding: Padding, _ input: [Int]
  ) -> [Onnx_AttributeProto] {
    let amounts = input.suffix(2).map { padding.amounts(size: $0, kernel: kernel, stride: stride) }
    return [
      attribute("kernel_shape", [kernel, kernel]),
      attribute("strides", [stride, stride]),
      attribute("pads", amounts.map(\.before) + amounts.map(\.after)),
    ]
  }

  static func attribute(_ name: String, _ value: Int) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .int
      $0.i = Int64(value)
    }
  }

  static func attribute(_ name: String, _ value: Float) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .float
      $0.f = value
    }
  }

  static func attribute(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .ints
      $0.ints = values.map(Int64.init)
    }
  }
}
