// One operator of the graph as one layer or a few; the last one gives the operator's value and has its name.
extension RepresentationTranslation {
  /// Operators of one value that have the same meaning under this name.
  private static let unary = [
    "Abs": "Abs", "Erf": "Erf", "Floor": "Floor", "Neg": "Negative", "Relu": "ReLU", "Sigmoid": "Sigmoid",
  ]
  /// Operators of two values, with broadcasting.
  private static let binary = ["Add": "Add", "Div": "Divide", "Mul": "Multiply", "Sub": "Subtract"]
  /// Operators of any number of values, which are taken two by two.
  private static let folded = ["Max": "Maximum", "Min": "Minimum", "Sum": "Add"]
  private static let broadcast = [("auto_broadcast", "numpy")]

  /// - Throws: `ExchangeError.untranslated`.
  mutating func translated(_ node: Onnx_NodeProto) throws(ExchangeError) -> [Value] {
    switch node.opType {
    case "Conv": return [try convolution(node)]
    case "Gemm": return [try product(node)]
    case "Constant": return [constant(node)]
    case "LayerNormalization": return [try layerNorm(node)]
    case "ReduceLogSumExp": return [try logSumExp(node)]
    case "Clip":
      let bounds = try [floats(node.input[1]), floats(node.input[2])].map { "\($0.first ?? 0)" }
      return [layer("Clamp", node.name, [("min", bounds[0]), ("max", bounds[1])], [try value(node.input[0])])]
    case "HardSigmoid":
      let slope = builder.constant("\(node.name).slope", .f32, [node.number("alpha", or: 0.2)], shape: [])
      let offset = builder.constant("\(node.name).offset", .f32, [node.number("beta", or: 0.5)], shape: [])
      return [layer("HardSigmoid", node.name, try inputs(node) + [slope, offset])]
    case "Split":
      let axis = integer(node.integer("axis", or: 0), node, "axis")
      return builder.layer(
        "Split", node.name, [("num_splits", "\(node.output.count)")], try inputs(node) + [axis],
        gives: node.output.map { _ in .f32 })
    default:
      if let given = try arithmetic(node) { return [given] }
      if let given = try windowed(node) { return [given] }
      if let given = try shaping(node) { return [given] }
      throw .untranslated(operation: node.opType, format: Self.format)
    }
  }

  private mutating func arithmetic(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value? {
    let inputs = try inputs(node)
    if let kind = Self.unary[node.opType] { return layer(kind, node.name, inputs) }
    if let kind = Self.binary[node.opType] { return layer(kind, node.name, Self.broadcast, inputs) }
    if let kind = Self.folded[node.opType] {
      var all = inputs[0]
      for (index, next) in inputs.enumerated().dropFirst() {
        let name = index == inputs.count - 1 ? node.name : "\(node.name).\(index)"
        all = layer(kind, name, Self.broadcast, [all, next])
      }
      return all
    }
    switch node.opType {
    case "HardSwish": return layer("HSwish", set: 4, node.name, inputs)
    case "Equal", "Less": return layer(node.opType, node.name, Self.broadcast, inputs, gives: .boolean)
    case "Where": return layer("Select", node.name, Self.broadcast, inputs)
    case "Round": return layer("Round", set: 5, node.name, [("mode", "half_to_even")], inputs)
    case "Cast": return layer("Convert", node.name, [("destination_type", "f32")], inputs)
    case "Softmax": return layer("SoftMax", set: 8, node.name, [("axis", "\(node.integer("axis", or: -1))")], inputs)
    case "MatMul": return layer("MatMul", node.name, [("transpose_a", "false"), ("transpose_b", "false")], inputs)
    case "BatchNormalization":
      let epsilon = node.number("epsilon", or: 1e-5)
      return layer("BatchNormInference", set: 5, node.name, [("epsilon", "\(epsilon)")], inputs)
    default: return nil
    }
  }

  private mutating func windowed(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value? {
    switch node.opType {
    case "MaxPool":
      let window = [("kernel", Self.list(node.integers("kernel_shape"))), ("rounding_type", "floor")]
      return layer("MaxPool", node.name, Self.places(node) + window, try inputs(node))
    case "GlobalAveragePool":
      let axes = integers([2, 3], node, "axes")
      return layer("ReduceMean", node.name, [("keep_dims", "true")], try inputs(node) + [axes])
    case "ReduceSum": return layer("ReduceSum", node.name, [("keep_dims", "true")], try inputs(node))
    default: return nil
    }
  }

  private mutating func shaping(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value? {
    let inputs = try inputs(node)
    let same = inputs[0].precision
    switch node.opType {
    case "Shape": return layer("ShapeOf", set: 3, node.name, [("output_type", "i64")], inputs, gives: .i64)
    case "Range": return layer("Range", set: 4, node.name, [("output_type", "f32")], inputs)
    case "Squeeze", "Unsqueeze": return layer(node.opType, node.name, inputs, gives: same)
    case "Concat": return layer("Concat", node.name, [("axis", "\(node.integer("axis", or: 0))")], inputs)
    case "Reshape": return layer("Reshape", node.name, [("special_zero", "true")], inputs)
    case "Flatten":
      // What stands before axis 1 is the batch.
      return layer("Reshape", node.name, [("special_zero", "true")], inputs + [integers([0, -1], node, "shape")])
    case "Transpose": return layer("Transpose", node.name, inputs + [integers(node.integers("perm"), node, "order")])
    case "Gather":
      let axis = integer(node.integer("axis", or: 0), node, "axis")
      return layer("Gather", set: 8, node.name, [("batch_dims", "0")], inputs + [axis], gives: same)
    case "Slice":
      let step = integers([1], node, "step")
      return layer("Slice", set: 8, node.name, [inputs[0], inputs[1], inputs[2], step, inputs[3]])
    case "Pad": return try pad(node, inputs)
    default: return nil
    }
  }

  /// Zeros before and after; ONNX has both amounts in one vector, the befores first.
  private mutating func pad(_ node: Onnx_NodeProto, _ inputs: [Value]) throws(ExchangeError) -> Value {
    let axis = builder.constant("\(node.name).along", .i64, [Int64(0)], shape: [])
    let amounts = builder.layer(
      "Split", "\(node.name).amounts", [("num_splits", "2")], [inputs[1], axis], gives: [.i64, .i64])
    let zero = builder.constant("\(node.name).zero", .f32, [Float(0)], shape: [])
    return layer("Pad", node.name, [("pad_mode", "constant")], [inputs[0]] + amounts + [zero])
  }

  private mutating func constant(_ node: Onnx_NodeProto) -> Value {
    let one = node.attribute.contains { $0.name == "value_int" }
    let values = node.integers(one ? "value_int" : "value_ints")
    return builder.constant(node.name, .i64, values.map(Int64.init), shape: one ? [] : [values.count])
  }

  private mutating func convolution(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value {
    let groups = node.integer("group", or: 1)
    let kernel =
      groups == 1
      ? try value(node.input[1])
      : try reshaped(node.input[1], as: "grouped") { old in [groups, old[0] / groups] + old.dropFirst() }
    let hasBias = node.input.count > 2
    let sum = layer(
      groups == 1 ? "Convolution" : "GroupConvolution", hasBias ? "\(node.name).sum" : node.name,
      Self.places(node) + [("dilations", "1, 1")], [try value(node.input[0]), kernel])
    guard hasBias else { return sum }
    let bias = try reshaped(node.input[2], as: "channels") { old in [1, old[0], 1, 1] }
    return layer("Add", node.name, Self.broadcast, [sum, bias])
  }

  /// Steps and padding of a window that moves over an image.
  private static func places(_ node: Onnx_NodeProto) -> [(String, String)] {
    let pads = node.integers("pads")
    return [
      ("strides", list(node.integers("strides"))), ("pads_begin", list(pads.prefix(2))),
      ("pads_end", list(pads.suffix(2))), ("auto_pad", "explicit"),
    ]
  }

  private static func list(_ values: some Sequence<Int>) -> String {
    values.map(String.init).joined(separator: ", ")
  }

  /// x · weightᵀ + bias.
  private mutating func product(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value {
    let inputs = try inputs(node)
    let product = layer(
      "MatMul", "\(node.name).product", [("transpose_a", "false"), ("transpose_b", "true")], Array(inputs.prefix(2)))
    return layer("Add", node.name, Self.broadcast, [product, inputs[2]])
  }

  private mutating func layerNorm(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value {
    let inputs = try inputs(node)
    let attributes = [
      ("eps", "\(node.number("epsilon", or: 1e-5))"), ("normalize_variance", "true"), ("eps_mode", "INSIDE_SQRT"),
    ]
    let normal = layer(
      "MVN", set: 6, "\(node.name).normal", attributes, [inputs[0], integers([-1], node, "axes")])
    let scaled = layer("Multiply", "\(node.name).scaled", Self.broadcast, [normal, inputs[1]])
    return layer("Add", node.name, Self.broadcast, [scaled, inputs[2]])
  }

  /// The largest value plus the logarithm of the sum of what the others are to it.
  private mutating func logSumExp(_ node: Onnx_NodeProto) throws(ExchangeError) -> Value {
    let values = try inputs(node)[0]
    let axes = integers(node.integers("axes"), node, "axes")
    let keeps = [("keep_dims", "true")]
    let largest = layer("ReduceMax", "\(node.name).largest", keeps, [values, axes])
    let below = layer("Subtract", "\(node.name).below", Self.broadcast, [values, largest])
    let powers = layer("Exp", "\(node.name).powers", [below])
    let sum = layer("ReduceSum", "\(node.name).sum", keeps, [powers, axes])
    return layer("Add", node.name, Self.broadcast, [layer("Log", "\(node.name).log", [sum]), largest])
  }
}
