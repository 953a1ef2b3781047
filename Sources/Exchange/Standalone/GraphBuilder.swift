import SwiftProtobuf

/// Operators and constants of an ONNX graph, collected in order; each value is named after its operator.
struct GraphBuilder {
  private(set) var nodes: [Onnx_NodeProto] = []
  private(set) var constants: [Onnx_TensorProto] = []
  /// What every name begins with, so that none is a network's.
  let prefix: String

  /// Adds an operator and returns its value's name.
  mutating func add(
    _ kind: String, _ name: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = []
  ) -> String {
    let full = prefix + name
    var node = LayerTranslation.node(kind, name: full, inputs, output: full)
    node.attribute = attributes
    nodes.append(node)
    return full
  }

  /// Adds an operator whose value has a name that others know.
  mutating func add(
    _ kind: String, _ inputs: [String], output: String, _ attributes: [Onnx_AttributeProto] = []
  ) {
    var node = LayerTranslation.node(kind, name: output, inputs, output: output)
    node.attribute = attributes
    nodes.append(node)
  }

  /// A scalar, or an array in row-major order.
  mutating func constant(_ name: String, _ values: [Float], shape: [Int] = []) -> String {
    constants.append(
      .with {
        $0.name = prefix + name
        $0.dims = shape.map(Int64.init)
        $0.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
        $0.floatData = values
      })
    return prefix + name
  }

  /// A vector of integers.
  mutating func constant(_ name: String, integers: [Int]) -> String {
    constants.append(
      .with {
        $0.name = prefix + name
        $0.dims = [Int64(integers.count)]
        $0.dataType = Int32(Onnx_TensorProto.DataType.int64.rawValue)
        $0.int64Data = integers.map(Int64.init)
      })
    return prefix + name
  }
}

extension GraphBuilder {
  /// The numbers that more than one operator takes.
  enum Number: String {
    case zero, half, one, two

    fileprivate var value: Float {
      switch self {
      case .zero: 0
      case .half: 0.5
      case .one: 1
      case .two: 2
      }
    }
  }

  /// The name of a shared number, which is added the first time.
  mutating func number(_ number: Number) -> String {
    let name = prefix + number.rawValue
    return constants.contains { $0.name == name } ? name : constant(number.rawValue, [number.value])
  }
}
