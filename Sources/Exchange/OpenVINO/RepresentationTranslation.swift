import SwiftProtobuf

/// An ONNX graph's operators as OpenVINO's (https://docs.openvino.ai/2025/documentation/openvino-ir-format/operation-sets.html):
/// those that this target writes.
struct RepresentationTranslation {
  typealias Value = RepresentationBuilder.Value

  var builder = RepresentationBuilder()
  /// What the graph's names stand for so far.
  private var values: [String: Value] = [:]
  /// Constants that nothing has taken yet: those that nothing takes are left out.
  private let constants: [String: Onnx_TensorProto]

  /// - Throws: `ExchangeError.untranslated`.
  init(_ graph: Onnx_GraphProto) throws(ExchangeError) {
    constants = Dictionary(graph.initializer.map { ($0.name, $0) }) { first, _ in first }
    for input in graph.input {
      let shape = input.type.tensorType.shape.dim.map { $0.dimParam.isEmpty ? Int($0.dimValue) : nil }
      values[input.name] = builder.parameter(input.name, .u8, shape: shape)
    }
    for node in graph.node {
      let given = try translated(node)
      for (name, value) in zip(node.output, given) { values[name] = value }
    }
    for output in graph.output {
      _ = builder.layer("Result", "\(output.name).result", [], [try value(output.name)], gives: [])
    }
  }

  /// What an operator or a constant of the graph gives.
  ///
  /// - Throws: `ExchangeError.untranslated` where nothing has the name.
  mutating func value(_ name: String) throws(ExchangeError) -> Value {
    if let known = values[name] { return known }
    guard let tensor = constants[name] else { throw .untranslated(operation: name, format: Self.format) }
    let made = builder.constant(tensor, name, shape: tensor.dims.map(Int.init))
    values[name] = made
    return made
  }

  /// What an operator takes.
  mutating func inputs(_ node: Onnx_NodeProto) throws(ExchangeError) -> [Value] {
    var inputs: [Value] = []
    for name in node.input { inputs.append(try value(name)) }
    return inputs
  }

  /// A constant's floats, where they are few.
  func floats(_ name: String) throws(ExchangeError) -> [Float] {
    guard let tensor = constants[name] else { throw .untranslated(operation: name, format: Self.format) }
    return tensor.floatData
  }

  /// A constant of the graph in another shape.
  mutating func reshaped(
    _ name: String, as word: String, _ shape: (_ old: [Int]) -> [Int]
  ) throws(ExchangeError) -> Value {
    let own = "\(name).\(word)"
    if let known = values[own] { return known }
    guard let tensor = constants[name] else { throw .untranslated(operation: name, format: Self.format) }
    let made = builder.constant(tensor, own, shape: shape(tensor.dims.map(Int.init)))
    values[own] = made
    return made
  }

  /// A vector of integers that belongs to an operator.
  mutating func integers(_ values: [Int], _ node: Onnx_NodeProto, _ word: String) -> Value {
    builder.constant("\(node.name).\(word)", .i64, values.map(Int64.init), shape: [values.count])
  }

  /// An integer that belongs to an operator.
  mutating func integer(_ value: Int, _ node: Onnx_NodeProto, _ word: String) -> Value {
    builder.constant("\(node.name).\(word)", .i64, [Int64(value)], shape: [])
  }

  /// A layer that gives one value.
  mutating func layer(
    _ kind: String, set: Int = 1, _ name: String, _ attributes: [(String, String)], _ inputs: [Value],
    gives precision: RepresentationBuilder.Precision = .f32
  ) -> Value {
    builder.layer(kind, set: set, name, attributes, inputs, gives: [precision])[0]
  }

  /// A layer without attributes that gives one value.
  mutating func layer(
    _ kind: String, set: Int = 1, _ name: String, _ inputs: [Value],
    gives precision: RepresentationBuilder.Precision = .f32
  ) -> Value {
    layer(kind, set: set, name, [], inputs, gives: precision)
  }

  static let format = "OpenVINO's format"
}

extension RepresentationBuilder {
  fileprivate mutating func constant(_ tensor: Onnx_TensorProto, _ name: String, shape: [Int]) -> Value {
    guard tensor.dataType == Int32(Onnx_TensorProto.DataType.float.rawValue) else {
      return constant(name, .i64, tensor.int64Data, shape: shape)
    }
    return tensor.rawData.isEmpty
      ? constant(name, .f32, tensor.floatData, shape: shape)
      : constant(name, .f32, [UInt8](tensor.rawData), shape: shape)
  }
}

extension Onnx_NodeProto {
  /// An attribute's integers; those of one integer, too.
  func integers(_ name: String) -> [Int] {
    guard let found = attribute.first(where: { $0.name == name }) else { return [] }
    return found.type == .int ? [Int(found.i)] : found.ints.map(Int.init)
  }

  /// An attribute's integer, or another where it isn't stated.
  func integer(_ name: String, or other: Int) -> Int { integers(name).first ?? other }

  /// An attribute's number, or another where it isn't stated.
  func number(_ name: String, or other: Float) -> Float { attribute.first { $0.name == name }?.f ?? other }
}
