import Foundation
import NeuralNetwork
import Support
import SwiftProtobuf
import Weights

/// A network as an ONNX model whose weights stay in the safetensors file next to it.
///
/// IR version 8, operator set 17. Every tensor is external data (https://onnx.ai/onnx/repo-docs/ExternalData.html) with
/// the safetensors file as its location and the place of its bytes in there, so that there is one copy of the weights.
package enum ONNXModel {
  /// The first dimension of inputs and outputs.
  package enum Batch: Sendable, Hashable {
    /// Any number of images: the dimension `N`.
    case any
    case fixed(Int)
  }

  static let irVersion: Int64 = 8
  static let operatorSet: Int64 = 17

  /// Writes the model next to its weights; input `input`, outputs by the network's names.
  ///
  /// - Parameter ranges: Of the values that 8-bit layers take, by name; nil for a model without such layers.
  /// - Throws: `ExchangeError`: weights that are missing, of another shape, not 32-bit, or in another folder; ranges that
  ///   can't be used.
  package static func write(
    _ network: Network, weights: SafetensorsFile, batch: Batch = .any, ranges: [String: ValueRange]? = nil, to url: URL
  ) throws(ExchangeError) {
    guard
      url.deletingLastPathComponent().standardizedFileURL == weights.url.deletingLastPathComponent().standardizedFileURL
    else { throw .foldersDiffer(model: url.path, weights: weights.url.path) }
    try save(graph(network, weights: weights, batch: batch, ranges: ranges), to: url)
  }

  /// Writes a graph as a model.
  static func save(_ graph: Onnx_GraphProto, to url: URL) throws(ExchangeError) {
    let bytes = try encoded(graph)
    try lifted { () throws(WeightsError) in
      try WeightsError.wrapping { () throws(FileError) in try AtomicFile.write(bytes, to: url.path) }
    }
  }

  /// The encoded model; equal networks, weights and ranges give equal bytes.
  ///
  /// - Throws: `ExchangeError` as `write` does.
  package static func bytes(
    _ network: Network, weights: SafetensorsFile, batch: Batch = .any, ranges: [String: ValueRange]? = nil
  ) throws(ExchangeError) -> [UInt8] {
    try encoded(graph(network, weights: weights, batch: batch, ranges: ranges))
  }

  /// A graph as an encoded model with properties by key.
  ///
  /// - Parameter producer: What wrote it, for readers.
  static func encoded(
    _ graph: Onnx_GraphProto, by producer: String = "dogbreed", metadata: [String: String] = [:]
  ) throws(ExchangeError) -> [UInt8] {
    var model = Onnx_ModelProto()
    model.irVersion = irVersion
    model.producerName = producer
    model.opsetImport = [.with { $0.version = operatorSet }]
    model.graph = graph
    model.metadataProps = metadata.sorted { $0.key < $1.key }.map { entry in
      .with { ($0.key, $0.value) = (entry.key, entry.value) }
    }
    do {
      var options = BinaryEncodingOptions()
      options.useDeterministicOrdering = true
      return try model.serializedBytes(options: options)
    } catch {
      throw .encoding(reason: "\(error)")
    }
  }

  /// The files that a model takes weights from, as it names them.
  ///
  /// - Throws: `ExchangeError.foreign` for what `bytes` doesn't write: subgraphs, for example, which may name more files.
  package static func externalFiles(of bytes: [UInt8]) throws(ExchangeError) -> Set<String> {
    guard let model = try? Onnx_ModelProto(serializedBytes: bytes), model.hasGraph else {
      throw .foreign(reason: "it is not an ONNX model")
    }
    let (graph, attributes) = (model.graph, model.graph.node.flatMap(\.attribute))
    let unknown =
      [model.unknownFields, graph.unknownFields] + graph.node.map(\.unknownFields) + attributes.map(\.unknownFields)
      + graph.initializer.map(\.unknownFields)
    guard unknown.allSatisfy(\.data.isEmpty) else { throw .foreign(reason: "it has parts that dogbreed doesn't write") }
    return Set(graph.initializer.flatMap(\.externalData).filter { $0.key == "location" }.map(\.value))
  }

  static func graph(
    _ network: Network, weights: SafetensorsFile, batch: Batch, ranges: [String: ValueRange]? = nil
  ) throws(ExchangeError) -> Onnx_GraphProto {
    let shapes: [String: [Int]]
    do { shapes = try network.shapes(batch: 1) } catch { throw .network(error) }
    var graph = Onnx_GraphProto()
    graph.name = network.name
    graph.input = [value(Network.inputName, shapes[Network.inputName] ?? [], batch)]
    let found = Set(weights.names)
    let missing = network.parameters.map(\.name).filter { !found.contains($0) }
    guard missing.isEmpty else { throw .missingWeights(network: network.name, names: missing) }
    var eightBits: EightBitTranslation?
    if let ranges { eightBits = try EightBitTranslation(network, ranges: ranges, weights: weights) }
    for node in network.nodes {
      let translation = LayerTranslation(node, input: shapes[node.inputs[0]] ?? [])
      graph.node += try eightBits?.translated(translation.nodes, of: node) ?? translation.nodes
      graph.initializer += translation.constants
    }
    graph.initializer += eightBits?.constants ?? []
    for parameter in network.parameters { graph.initializer.append(try external(parameter, in: weights)) }
    for output in network.outputs {
      graph.output.append(value(output.name, shapes[output.node] ?? [], batch))
      guard output.name != output.node else { continue }
      graph.node.append(
        LayerTranslation.node("Identity", name: "\(output.name).output", [output.node], output: output.name))
    }
    try checkNames(graph)
    return graph
  }

  /// ONNX has a single namespace for inputs, weights, constants and operator outputs.
  static func checkNames(_ graph: Onnx_GraphProto) throws(ExchangeError) {
    var seen: Set<String> = []
    for name in graph.input.map(\.name) + graph.initializer.map(\.name) + graph.node.flatMap(\.output) {
      guard seen.insert(name).inserted else { throw .nameTaken(name: name) }
    }
  }

  private static func external(
    _ parameter: Parameter, in weights: SafetensorsFile
  ) throws(ExchangeError) -> Onnx_TensorProto {
    let name = parameter.name
    let (shape, type, extent) = try lifted { () throws(WeightsError) in
      (try weights.shape(of: name), try weights.elementType(of: name), try weights.extent(of: name))
    }
    guard shape == parameter.shape else {
      throw .wrongShape(name: name, expected: parameter.shape, found: shape)
    }
    guard type == .f32 else { throw .wrongType(name: name, found: type) }
    return .with { tensor in
      tensor.name = name
      tensor.dims = shape.map(Int64.init)
      tensor.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
      tensor.dataLocation = .external
      let entries = [
        ("location", weights.url.lastPathComponent), ("offset", "\(extent.lowerBound)"), ("length", "\(extent.count)"),
      ]
      tensor.externalData = entries.map { entry in
        .with {
          $0.key = entry.0
          $0.value = entry.1
        }
      }
    }
  }

  /// An output of float32 values of a known shape.
  static func floats(_ name: String, _ shape: [Int]) -> Onnx_ValueInfoProto {
    value(name, shape, .fixed(shape.first ?? 1))
  }

  private static func value(_ name: String, _ shape: [Int], _ batch: Batch) -> Onnx_ValueInfoProto {
    .with { value in
      value.name = name
      value.type.tensorType.elemType = Int32(Onnx_TensorProto.DataType.float.rawValue)
      value.type.tensorType.shape.dim = shape.enumerated().map { axis, size in
        switch (axis, batch) {
        case (0, .any): .with { $0.dimParam = "N" }
        case (0, .fixed(let count)): .with { $0.dimValue = Int64(count) }
        default: .with { $0.dimValue = Int64(size) }
        }
      }
    }
  }
}
