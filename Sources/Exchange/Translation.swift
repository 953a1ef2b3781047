import NeuralNetwork
import SwiftProtobuf

/// One layer as ONNX operators (https://onnx.ai/onnx/operators/, operator set 17); the last one makes the layer's value.
struct Translation {
  private(set) var nodes: [Onnx_NodeProto] = []
  /// Small tensors that belong to the operators and to no weights file.
  private(set) var constants: [Onnx_TensorProto] = []

  /// - Parameter input: Shape of the first value the layer takes; `SAME` padding is worked out from it.
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
    case .activation(.relu): add("Relu", node, node.inputs)
    case .activation(.relu6):
      add("Clip", node, node.inputs + [constant("\(name).low", 0), constant("\(name).high", 6)])
    case .maxPool(let layer):
      add("MaxPool", node, node.inputs) {
        $0.attribute = Self.window(layer.kernel, layer.stride, layer.padding, input)
      }
    case .globalAveragePool:
      let mean = "\(name).mean"
      nodes.append(Self.node("GlobalAveragePool", name: mean, node.inputs, output: mean))
      add("Flatten", node, [mean]) { $0.attribute = [Self.attribute("axis", 1)] }
    case .add: add("Add", node, node.inputs)
    case .concatenate: add("Concat", node, node.inputs) { $0.attribute = [Self.attribute("axis", 1)] }
    case .scale(let factor): add("Mul", node, node.inputs + [constant("\(name).factor", factor)])
    case .linear: add("Gemm", node, parameters) { $0.attribute = [Self.attribute("transB", 1)] }
    }
  }

  static func node(_ kind: String, name: String, _ inputs: [String], output: String) -> Onnx_NodeProto {
    .with {
      $0.opType = kind
      $0.name = name
      $0.input = inputs
      $0.output = [output]
    }
  }

  private mutating func add(
    _ kind: String, _ node: Network.Node, _ inputs: [String], _ adjust: (inout Onnx_NodeProto) -> Void = { _ in }
  ) {
    var made = Self.node(kind, name: node.name, inputs, output: node.name)
    adjust(&made)
    nodes.append(made)
  }

  private mutating func constant(_ name: String, _ value: Float) -> String {
    constants.append(
      .with {
        $0.name = name
        $0.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
        $0.floatData = [value]
      })
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

  private static func attribute(_ name: String, _ value: Int) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .int
      $0.i = Int64(value)
    }
  }

  private static func attribute(_ name: String, _ value: Float) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .float
      $0.f = value
    }
  }

  private static func attribute(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .ints
      $0.ints = values.map(Int64.init)
    }
  }
}
