import Artifact
import Foundation
import NeuralNetwork
import Runtime

extension ModelFolder {
  /// The nets of a cascade, compiled one by one in the order in which they are asked; else the whole net alone.
  ///
  /// Throws `RuntimeError`.
  func compiled(for cascade: CascadePolicy?, runtime: RuntimeOptions) throws(RuntimeError) -> [CompiledModel] {
    let graphs = (cascade?.nets ?? []).map(graph(ofNet:))
    var models: [CompiledModel] = []
    for graph in graphs.isEmpty ? [graph] : graphs {
      models.append(try CompiledModel(onnx: graph, options: runtime))
    }
    return models
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
