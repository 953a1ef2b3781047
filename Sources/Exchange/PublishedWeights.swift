import Foundation
import NeuralNetwork
import Weights

/// Converts weights from their publishers' names to our networks'.
package enum PublishedWeights {
  /// The name under which a backbone's weights are kept once they have been imported.
  package static func importedFile(_ backbone: Backbone) -> String { "\(backbone.name).safetensors" }

  /// Writes a published file's weights as safetensors under the backbone's own parameter names.
  ///
  /// - Parameter sha256: The published file's own hash, to be recorded.
  /// - Throws: `ExchangeError` where the file can't be read, isn't the backbone's, or can't be written.
  package static func importBackbone(
    _ backbone: Backbone, from file: URL, sha256: String? = nil, to url: URL
  ) throws(ExchangeError) {
    let source = try lifted { () throws(WeightsError) in try WeightsFile.open(file) }
    let weights = try AdoptedWeights(source, for: backbone)
    var metadata = ["backbone": backbone.name]
    metadata["licence"] = backbone.licence
    metadata["source-sha256"] = sha256
    let described = metadata
    try lifted { () throws(WeightsError) in try SafetensorsWriter.write(weights, metadata: described, to: url) }
  }
}
