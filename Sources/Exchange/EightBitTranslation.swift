import Foundation
import NeuralNetwork
import SwiftProtobuf
import Weights

/// Layers computed with 8-bit integers, as ONNX writes them: what a layer takes goes through QuantizeLinear and
/// DequantizeLinear, and its weights do.
///
/// Engines take the pairs together with the layer; one that doesn't computes the same numbers, but for rounding. The weights
/// stay where they are: each output channel has 127 steps to each side, up to its largest weight
/// (https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html, operator set 13).
struct EightBitTranslation {
  private(set) var constants: [Onnx_TensorProto] = []
  private let layers: Set<String>
  private let ranges: [String: ValueRange]
  private let weights: SafetensorsFile
  /// The values that have their pair by now.
  private var done: Set<String> = []

  /// Throws `ExchangeError.ranges` unless there is a usable range for just the values that the network's layers take.
  init(
    _ network: Network, ranges: [String: ValueRange], weights: SafetensorsFile
  ) throws(ExchangeError) {
    let inputs: [String]
    do {
      layers = Set(try network.eightBitLayers().map(\.name))
      inputs = try network.eightBitInputs()
    } catch { throw .network(error) }
    guard !inputs.isEmpty else { throw .ranges(network: network.name, reason: "no layer of it is computed in 8 bits") }
    for input in inputs {
      guard let range = ranges[input] else { throw .ranges(network: network.name, reason: "\"\(input)\" has none") }
      guard range.isUsable else { throw .ranges(network: network.name, reason: "that of \"\(input)\" can't be used") }
    }
    (self.ranges, self.weights) = (ranges, weights)
  }

  /// A layer's operators, with the pairs that they need before them.
  ///
  /// Throws `ExchangeError.weights` and `ranges`.
  mutating func translated(
    _ operators: [Onnx_NodeProto], of node: Network.Node
  ) throws(ExchangeError) -> [Onnx_NodeProto] {
    guard layers.contains(node.name), let range = ranges[node.inputs[0]] else { return operators }
    let (value, weight) = (node.inputs[0], "\(node.owner).weight")
    var all = pair(of: value, steps: [range.step], isSigned: range.isSigned, shape: [], axis: nil)
    all += pair(of: weight, steps: try steps(of: weight), isSigned: true, shape: nil, axis: 0)
    let renamed = [value: Self.name(value, .given), weight: Self.name(weight, .given)]
    for var made in operators {
      made.input = made.input.map { renamed[$0] ?? $0 }
      all.append(made)
    }
    return all
  }

  /// What each output channel's weights are rounded to.
  private func steps(of name: String) throws(ExchangeError) -> [Float] {
    let array = try lifted { () throws(WeightsError) in try weights.array(name) }
    let channels = array.shape.first ?? 1
    let count = array.values.count / max(channels, 1)
    return try (0..<channels).map { channel throws(ExchangeError) in
      let largest = array.values[(channel * count)..<((channel + 1) * count)].reduce(Float(0)) { max($0, abs($1)) }
      guard largest.isFinite else { throw .ranges(network: name, reason: "a channel's weights aren't finite") }
      // A channel of (almost) no weights gives nothing: all of them are rounded to 0.
      let range = ValueRange(low: -largest, high: largest)
      return range.isUsable ? range.step : 1
    }
  }

  private enum Part: String {
    case step, zero, rounded, given
  }

  private static func name(_ value: String, _ part: Part) -> String { "\(value).8bit.\(part.rawValue)" }

  /// Both operators for a value, unless it has them; and their constants.
  private mutating func pair(
    of value: String, steps: [Float], isSigned: Bool, shape: [Int]?, axis: Int?
  ) -> [Onnx_NodeProto] {
    guard done.insert(value).inserted else { return [] }
    let dimensions = (shape ?? [steps.count]).map(Int64.init)
    let (step, zero) = (Self.name(value, .step), Self.name(value, .zero))
    constants.append(
      .with {
        ($0.name, $0.dims, $0.floatData) = (step, dimensions, steps)
        $0.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
      })
    constants.append(
      .with {
        ($0.name, $0.dims, $0.rawData) = (zero, dimensions, Data(count: steps.count))
        $0.dataType = Int32((isSigned ? Onnx_TensorProto.DataType.int8 : .uint8).rawValue)
      })
    let (rounded, given) = (Self.name(value, .rounded), Self.name(value, .given))
    var pair = [
      LayerTranslation.node("QuantizeLinear", name: rounded, [value, step, zero], output: rounded),
      LayerTranslation.node("DequantizeLinear", name: given, [rounded, step, zero], output: given),
    ]
    if let axis { for place in pair.indices { pair[place].attribute = [LayerTranslation.attribute("axis", axis)] } }
    return pair
  }
}
