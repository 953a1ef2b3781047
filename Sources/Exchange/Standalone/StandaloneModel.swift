import Foundation
import NeuralNetwork
import SwiftProtobuf
import Weights

/// A network with its weights, the way to its input and the answer, as one ONNX file that needs nothing else, or in
/// OpenVINO's own form.
///
/// Input `image`: 8-bit RGB, height × width × 3, upright, of any size. Output `probabilities`: [classes], calibrated;
/// with `AnswerOutput.presence` also `presence`: [1].
package enum StandaloneModel {
  /// The name of the input.
  package static let input = "image"
  /// The name of the calibrated probabilities, in the order of the classes.
  package static let probabilities = AnswerOutput.probabilities
  /// The name of the probability that the image shows the model's kind.
  package static let presence = AnswerOutput.presence

  /// Protocol buffers hold less than 2 GiB; the graph itself needs some of it.
  private static let mostWeightBytes = 2_000_000_000

  /// The encoded model; equal networks, weights and metadata give equal bytes.
  ///
  /// - Parameter metadata: What readers find among the model's properties, by key.
  /// - Throws: `ExchangeError`: weights that are missing or of another shape, or too many for one file.
  package static func bytes(
    _ network: Network, weights: some WeightSource, input image: ImageInput, answer: AnswerOutput,
    metadata: [String: String]
  ) throws(ExchangeError) -> [UInt8] {
    let graph = try graph(network, weights: weights, input: image, answer: answer)
    return try ONNXModel.encoded(graph, by: producer, metadata: metadata)
  }

  /// The same as OpenVINO's two files, `.xml` and `.bin`: the graph, with `metadata` below `dogbreed` in its `rt_info`, and
  /// the weights.
  ///
  /// - Throws: `ExchangeError` as `bytes` does.
  package static func openVINO(
    _ network: Network, weights: some WeightSource, input image: ImageInput, answer: AnswerOutput,
    metadata: [String: String]
  ) throws(ExchangeError) -> (graph: [UInt8], weights: [UInt8]) {
    let graph = try graph(network, weights: weights, input: image, answer: answer)
    let builder = try RepresentationTranslation(graph).builder
    let text = builder.text(name: graph.name, comment: comment, properties: ("dogbreed", metadata))
    return (Array(text.utf8), builder.weights)
  }

  /// The network with nothing but what the answer is made of.
  static func reduced(_ network: Network, to answer: AnswerOutput) throws(ExchangeError) -> Network {
    try known(network) { (whole) throws(NetworkError) in try whole.reduced(to: answer.sources) }
  }

  private static func graph(
    _ network: Network, weights: some WeightSource, input image: ImageInput, answer: AnswerOutput
  ) throws(ExchangeError) -> Onnx_GraphProto {
    let network = try reduced(network, to: answer)
    let shapes = try known(network) { (whole) throws(NetworkError) in try whole.shapes(batch: 1) }
    var graph = GraphBuilder(prefix: "image.")
    ImageScaling.add(image, from: input, to: Network.inputName, in: &graph)
    var proto = Onnx_GraphProto()
    proto.name = network.name
    proto.input = [pixels()]
    proto.node = graph.nodes
    proto.initializer = graph.constants
    for node in network.nodes {
      let translation = LayerTranslation(node, input: shapes[node.inputs[0]] ?? [])
      proto.node += translation.nodes
      proto.initializer += translation.constants
    }
    proto.initializer += try embedded(network, weights)
    var values: [String: (name: String, count: Int)] = [:]
    for output in network.outputs { values[output.name] = (output.node, shapes[output.node]?.last ?? 0) }
    guard let head = values[Network.StandardOutput.head] else {
      throw .network(
        .missingOutput(
          network: network.name, output: Network.StandardOutput.head, found: network.outputs.map(\.name)))
    }
    var end = GraphBuilder(prefix: "answer.")
    let own = values[Network.StandardOutput.logits].map { (logits: $0.name, count: $0.count) }
    answer.add(head: head.name, own: own, in: &end)
    proto.node += end.nodes
    proto.initializer += end.constants
    proto.output = [ONNXModel.floats(probabilities, [head.count])]
    if answer.presence != nil { proto.output.append(ONNXModel.floats(presence, [1])) }
    try ONNXModel.checkNames(proto)
    return proto
  }

  /// What stands at the beginning of every such file, and of no model folder's graph.
  private static let producer = "dogbreed model export"
  private static let comment = "<!-- \(producer) -->"

  /// Whether these are the first bytes of a model that this wrote.
  package static func isOwn(beginning bytes: [UInt8]) -> Bool {
    // Fields come in the order of their numbers: the version, then the producer.
    let mark = Onnx_ModelProto.with { ($0.irVersion, $0.producerName) = (ONNXModel.irVersion, producer) }
    guard let mark: [UInt8] = try? mark.serializedBytes() else { return false }
    return bytes.starts(with: mark) || bytes.starts(with: Array(RepresentationBuilder.beginning(comment).utf8))
  }

  private static func pixels() -> Onnx_ValueInfoProto {
    .with { value in
      value.name = input
      value.type.tensorType.elemType = Int32(Onnx_TensorProto.DataType.uint8.rawValue)
      value.type.tensorType.shape.dim = [
        .with { $0.dimParam = "height" }, .with { $0.dimParam = "width" }, .with { $0.dimValue = 3 },
      ]
    }
  }

  private static func embedded(
    _ network: Network, _ weights: some WeightSource
  ) throws(ExchangeError) -> [Onnx_TensorProto] {
    let found = Set(weights.names)
    let missing = network.parameters.map(\.name).filter { !found.contains($0) }
    guard missing.isEmpty else { throw .missingWeights(network: network.name, names: missing) }
    let bytes = network.parameters.reduce(0) { $0 + $1.shape.reduce(4, *) }
    guard bytes <= mostWeightBytes else { throw .tooLarge(bytes: bytes, limit: mostWeightBytes) }
    var tensors: [Onnx_TensorProto] = []
    for parameter in network.parameters {
      let array = try lifted { () throws(WeightsError) in try weights.array(parameter.name) }
      guard array.shape == parameter.shape else {
        throw .wrongShape(name: parameter.name, expected: parameter.shape, found: array.shape)
      }
      tensors.append(
        .with {
          $0.name = parameter.name
          $0.dims = array.shape.map(Int64.init)
          $0.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
          // Little-endian, as ONNX asks and as every processor that this runs on stores them.
          $0.rawData = array.values.withUnsafeBytes { Data($0) }
        })
    }
    return tensors
  }

  private static func known<Result>(
    _ network: Network, _ body: (Network) throws(NetworkError) -> Result
  ) throws(ExchangeError) -> Result {
    do { return try body(network) } catch { throw .network(error) }
  }
}
