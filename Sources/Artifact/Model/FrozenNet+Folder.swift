import Imaging
import NeuralNetwork
import Weights

extension FrozenNet {
  /// The net of a model folder without its head, with the folder's own weights.
  ///
  /// Throws `ArtifactError`, `NetworkError` and `WeightsError`.
  package init(in folder: ModelFolder) throws {
    let description = folder.description
    let file = try SafetensorsFile(folder.weightBytes())
    let network = try Self.network(
      of: description.backbones.map(\.name), inputSize: description.preprocessing.size)
    var arrays: [String: WeightArray] = [:]
    for parameter in network.parameters { arrays[parameter.name] = try file.array(parameter.name) }
    self.init(
      network: network, backbones: description.backbones, preprocessing: description.preprocessing,
      weights: WeightSet(arrays), licences: description.licences,
      tuning: description.training.tuning.flatMap { _ in description.files[ModelFolder.weightsFile] },
      eightBits: description.eightBits)
  }
}
