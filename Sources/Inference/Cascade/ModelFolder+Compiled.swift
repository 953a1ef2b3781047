import Artifact
import Foundation
import NeuralNetwork
import Runtime

extension ModelFolder {
  /// The nets of a cascade, compiled one by one in the order in which they are asked; else the whole net alone.
  ///
  /// In 8 bits where the model was trained so, unless the options name another precision or the processor can't. Throws
  /// `RuntimeError`.
  package func compiled(
    for cascade: CascadePolicy?, runtime: RuntimeOptions
  ) throws(RuntimeError) -> (models: [CompiledModel], notes: [String]) {
    let (precision, note) = try runtime.precision.settled(hasForm: description.eightBits != nil)
    var options = runtime
    options.precision = precision
    let nets = cascade?.nets ?? []
    var models: [CompiledModel] = []
    for name in nets.isEmpty ? [Self.graphFile] : nets.map(Self.graphFile(ofNet:)) {
      let file = precision == .int8 ? Self.eightBitFile(of: name) : name
      models.append(try CompiledModel(onnx: url.appending(path: file), options: options))
    }
    return (models, (note.map { [$0] } ?? []) + models.flatMap(\.notes))
  }
}

extension ModelDescription {
  /// For each net that a cascade asks, its place among the backbones; one place where all are asked at once.
  func places(of cascade: CascadePolicy?) -> [Int] {
    let found = (cascade?.nets ?? []).compactMap { name in backbones.firstIndex { $0.name == name } }
    return found.isEmpty ? [0] : found
  }
}

extension Extractor {
  /// The features that each net gives, in the order in which they are joined.
  ///
  /// - Parameter places: For each net, its place in that order.
  func widths(at places: [Int]) -> [Int] {
    zip(places, nets).sorted { $0.0 < $1.0 }.map { $1.count(of: Network.StandardOutput.features) ?? 0 }
  }
}

extension CompiledNet {
  /// How many values an output has; nil for one that there isn't.
  func count(of output: String) -> Int? { model.outputs.first { $0.name == output }?.shape.reduce(1, *) }
}
