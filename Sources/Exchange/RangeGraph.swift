import Foundation
import NeuralNetwork
import SwiftProtobuf
import Weights

/// A network whose only output are the ranges of the values that 8-bit layers take.
package enum RangeGraph {
  /// The output's name: [1, 2 · values], the smallest and the largest number of each value, in `eightBitInputs`' order.
  package static let output = "ranges"

  /// Writes it next to its weights, for one image.
  ///
  /// - Throws: `ExchangeError`, as `ONNXModel.write` does.
  package static func write(
    _ network: Network, weights: SafetensorsFile, to url: URL
  ) throws(ExchangeError) {
    var graph = try ONNXModel.graph(network, weights: weights, batch: .fixed(1))
    let values: [String]
    do { values = try network.eightBitInputs() } catch { throw .network(error) }
    var extremes: [String] = []
    for value in values {
      for kind in ["ReduceMin", "ReduceMax"] {
        let (extreme, flat) = ("\(value).\(kind)", "\(value).\(kind).flat")
        graph.node.append(LayerTranslation.node(kind, name: extreme, [value], output: extreme))
        var flattened = LayerTranslation.node("Flatten", name: flat, [extreme], output: flat)
        flattened.attribute = [LayerTranslation.attribute("axis", 0)]
        graph.node.append(flattened)
        extremes.append(flat)
      }
    }
    var joined = LayerTranslation.node("Concat", name: output, extremes, output: output)
    joined.attribute = [LayerTranslation.attribute("axis", 1)]
    graph.node.append(joined)
    let dropped = Set(graph.output.map(\.name))
    graph.node.removeAll { $0.opType == "Identity" && dropped.contains($0.output[0]) }
    graph.output = [ONNXModel.floats(output, [1, extremes.count])]
    try ONNXModel.checkNames(graph)
    try ONNXModel.save(graph, to: url)
  }
}
