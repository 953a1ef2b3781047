import Foundation
import NeuralNetwork
import Weights

/// Weights as their publishers name them, made those of our networks.
package enum PublishedWeights {
  /// The arrays of a published file by the backbone's own parameter names.
  ///
  /// Batch norm's `num_batches_tracked`, which only training needs, is passed over.
  ///
  /// - Throws: `ExchangeError.missingWeights`, `leftOverWeights` or `wrongShape` where they aren't the backbone's.
  package static func renamed(
    _ published: any WeightSource, for backbone: Backbone
  ) throws(ExchangeError) -> RenamedWeights {
    let found = Set(published.names)
    let missing = backbone.publishedNames.keys.filter { !found.contains($0) }.sorted()
    guard missing.isEmpty else { throw .missingWeights(network: backbone.name, names: missing) }
    let leftOver = found.filter { backbone.publishedNames[$0] == nil && !$0.hasSuffix(".num_batches_tracked") }
    guard leftOver.isEmpty else { throw .leftOverWeights(network: backbone.name, names: leftOver.sorted()) }
    let renamed = try lifted { () throws(WeightsError) in
      try RenamedWeights(published, names: backbone.publishedNames)
    }
    for parameter in backbone.network.parameters {
      let shape = try lifted { () throws(WeightsError) in try renamed.shape(of: parameter.name) }
      guard shape == parameter.shape else {
        throw .wrongShape(name: parameter.name, expected: parameter.shape, found: shape)
      }
    }
    return renamed
  }

  /// Writes a published `.pth` file's weights as safetensors under the backbone's own parameter names.
  ///
  /// - Throws: `ExchangeError` where the file can't be read, isn't the backbone's, or can't be written.
  package static func importBackbone(
    _ backbone: Backbone, from file: URL, to url: URL
  ) throws(ExchangeError) {
    let weights = try renamed(try lifted { () throws(WeightsError) in try StateDict(file) }, for: backbone)
    var metadata = ["backbone": backbone.name]
    metadata["licence"] = backbone.licence
    let described = metadata
    try lifted { () throws(WeightsError) in try SafetensorsWriter.write(weights, metadata: described, to: url) }
  }
}
