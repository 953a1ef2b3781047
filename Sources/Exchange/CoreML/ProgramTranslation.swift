import NeuralNetwork
import Weights

/// A network for one image as operations of Core ML's language.
struct ProgramTranslation {
  typealias Value = ProgramBuilder.Value
  typealias Argument = ProgramBuilder.Argument

  var program: ProgramBuilder
  let weights: any WeightSource
  private let shapes: [String: [Int]]
  /// What the network's names stand for so far.
  private(set) var values: [String: Value]

  /// - Parameter input: The network's input, normalised.
  /// - Throws: `ExchangeError`: a graph that isn't valid; weights that are missing or of another shape.
  init(
    _ network: Network, weights: some WeightSource, input: Value, in program: ProgramBuilder
  ) throws(ExchangeError) {
    do { shapes = try network.shapes(batch: 1) } catch { throw .network(error) }
    (self.program, self.weights, values) = (program, weights, [Network.inputName: input])
    for node in network.nodes { values[node.name] = try translated(node) }
  }

  /// - Throws: `ExchangeError.network` where nothing has the name.
  func value(_ name: String, for taker: String) throws(ExchangeError) -> Value {
    guard let value = values[name] else { throw .network(.unknownValue(taker: taker, value: name)) }
    return value
  }

  /// An array of the node's own, or of the node that it shares them with.
  func array(_ word: String, of node: Network.Node) throws(ExchangeError) -> WeightArray {
    let name = "\(node.owner).\(word)"
    let array = try lifted { () throws(WeightsError) in try weights.array(name) }
    let expected = node.parameters.first { $0.name == name }?.shape ?? []
    guard array.shape == expected else { throw .wrongShape(name: name, expected: expected, found: array.shape) }
    return array
  }

  func weight(_ word: String, of node: Network.Node) throws(ExchangeError) -> Argument {
    let array = try array(word, of: node)
    return .floats(array.values, shape: array.shape)
  }

  private mutating func translated(_ node: Network.Node) throws(ExchangeError) -> Value {
    let name = node.name
    let inputs = try node.inputs.map { input throws(ExchangeError) in try value(input, for: name) }
    let (x, shape) = (inputs[0], shapes[name] ?? [])
    switch node.layer {
    case .convolution(let layer): return try convolution(layer, node, x, shape)
    case .maxPool(let layer):
      let kernel = Argument.integers([layer.kernel, layer.kernel])
      return program.add(
        "max_pool", name,
        [
          "x": .value(x), "kernel_sizes": kernel, "strides": .integers([layer.stride, layer.stride]),
          "pad_type": .text("custom"), "pad": Self.pads(layer.padding, layer.kernel, layer.stride, x),
          "ceil_mode": .flag(false),
        ], shape: shape)
    case .batchNorm(let layer):
      return program.add(
        "batch_norm", name,
        [
          "x": .value(x), "mean": try weight("running_mean", of: node), "variance": try weight("running_var", of: node),
          "gamma": try weight("weight", of: node), "beta": try weight("bias", of: node),
          "epsilon": .number(layer.epsilon),
        ], shape: shape)
    case .linear(let layer):
      var arguments = ["x": .value(x), "weight": try weight("weight", of: node)]
      if layer.hasBias { arguments["bias"] = try weight("bias", of: node) }
      return program.add("linear", name, arguments, shape: shape)
    case .add: return program.add("add", name, ["x": .value(x), "y": .value(inputs[1])], shape: shape)
    case .multiply: return program.add("mul", name, ["x": .value(x), "y": .value(inputs[1])], shape: shape)
    case .scale(let factor): return program.add("mul", name, ["x": .value(x), "y": .number(factor)], shape: shape)
    case .concatenate: return program.concatenate(inputs, name, axis: 1, shape: shape)
    case .globalAveragePool, .spatialMean:
      return program.add(
        "reduce_mean", name,
        ["x": .value(x), "axes": .integers([2, 3]), "keep_dims": .flag(node.layer == .spatialMean)], shape: shape)
    case .activation(let activation): return program.activated(x, by: activation, name)
    case .layerNorm(let layer): return try norm(layer, node, x)
    case .channelScale(let channels):
      let array = try array("weight", of: node)
      let factors = Argument.floats(array.values, shape: x.shape.count == 4 ? [1, channels, 1, 1] : [channels])
      return program.add("mul", name, ["x": .value(x), "y": factors], shape: shape)
    case .attention(let layer): return attention(layer, node, x)
    case .tokens(let layer): return try tokens(layer, node, x)
    case .classToken:
      let first = program.slice(x, "\(name).first", from: [0, 0, 0], to: [1, 1, x.shape[2]])
      return program.reshape(first, name, shape)
    // What only maps are made of.
    case .tokenMap, .scoreDerivative, .geluDerivative, .normDerivative:
      throw .untranslated(operation: name, format: "Core ML")
    }
  }

  private mutating func convolution(
    _ layer: Convolution, _ node: Network.Node, _ x: Value, _ shape: [Int]
  ) throws(ExchangeError) -> Value {
    var arguments: [String: Argument] = [
      "x": .value(x), "weight": try weight("weight", of: node),
      "strides": .integers([layer.stride, layer.stride]), "pad_type": .text("custom"),
      "pad": Self.pads(layer.padding, layer.kernel, layer.stride, x), "dilations": .integers([1, 1]),
      "groups": .integer(layer.groups),
    ]
    if layer.hasBias { arguments["bias"] = try weight("bias", of: node) }
    return program.add("conv", node.name, arguments, shape: shape)
  }

  /// Rows before columns, before and after.
  private static func pads(_ padding: Padding, _ kernel: Int, _ stride: Int, _ x: Value) -> Argument {
    .integers(
      x.shape.suffix(2).flatMap { size in
        let amounts = padding.amounts(size: size, kernel: kernel, stride: stride)
        return [amounts.before, amounts.after]
      })
  }
}

extension ProgramBuilder {
  mutating func concatenate(_ values: [Value], _ name: String, axis: Int, shape: [Int]) -> Value {
    add(
      "concat", name, ["values": .values(values), "axis": .integer(axis), "interleave": .flag(false)], shape: shape)
  }

  mutating func reshape(_ x: Value, _ name: String, _ shape: [Int]) -> Value {
    add("reshape", name, ["x": .value(x), "shape": .integers(shape)], shape: shape)
  }

  mutating func transpose(_ x: Value, _ name: String, _ order: [Int]) -> Value {
    add("transpose", name, ["x": .value(x), "perm": .integers(order)], shape: order.map { x.shape[$0] })
  }

  mutating func slice(_ x: Value, _ name: String, from start: [Int], to end: [Int]) -> Value {
    add(
      "slice_by_index", name, ["x": .value(x), "begin": .integers(start), "end": .integers(end)],
      shape: zip(end, start).map(-))
  }

  mutating func activated(_ x: Value, by activation: Activation, _ name: String) -> Value {
    func simple(_ kind: String) -> Value { add(kind, name, ["x": .value(x)], shape: x.shape) }
    func hardSigmoid(_ name: String) -> Value {
      add("sigmoid_hard", name, ["x": .value(x), "alpha": .number(1 / 6), "beta": .number(0.5)], shape: x.shape)
    }
    switch activation {
    case .relu: return simple("relu")
    case .relu6: return simple("relu6")
    case .sigmoid: return simple("sigmoid")
    case .silu: return simple("silu")
    case .gelu: return add("gelu", name, ["x": .value(x), "mode": .text("EXACT")], shape: x.shape)
    case .hardSigmoid: return hardSigmoid(name)
    case .hardSwish:
      let gate = hardSigmoid("\(name).gate")
      return add("mul", name, ["x": .value(x), "y": .value(gate)], shape: x.shape)
    }
  }
}
