import Exchange
import Foundation
import Imaging
import NeuralNetwork
import Support
import Weights

/// One or several published backbones on one input, with their weights, before any head.
package struct FrozenNet: Sendable {
  /// The backbones as one net on one input.
  package let network: Network
  /// The published backbones, each pinned by hash.
  package let backbones: [BackboneReference]
  /// How an image becomes the net's input.
  package let preprocessing: Preprocessing
  /// The backbones' arrays, by the net's own names.
  package let weights: WeightSet
  /// The licences that the weights are under.
  package let licences: [String]
  /// SHA-256 of fine-tuned weights; nil for the publishers' own.
  package let tuning: String?
  /// What the net is computed in 8 bits with; nil where it never is.
  package var eightBits: EightBitRecord?

  /// Reads the publishers' weights, imported ones or as published, from the first of the folders that has them.
  ///
  /// - Parameters:
  ///   - names: The backbones, side by side in this order.
  ///   - inputSize: Side of the shared input; nil for the largest that one of them was trained with.
  /// - Throws: `NetworkError`, `WeightsError`, `ExchangeError`, `ArtifactError.backboneMissing`.
  package init(
    named names: [String], inputSize: Int? = nil, resize: ResizeMode = .squash, weightsIn folders: [URL]
  ) throws {
    try self.init(named: names, inputSize: inputSize, resize: resize) { backbone in
      let file = try BackboneFile.find(backbone, in: folders)
      let adopted = try AdoptedWeights(WeightsFile.open(file), for: backbone)
      var arrays: [String: WeightArray] = [:]
      for name in adopted.names { arrays[name] = try adopted.array(name) }
      return (WeightSet(arrays), try ContentHash.of(file: file))
    }
  }

  /// Random weights from a seed: for timing, when the answer doesn't matter.
  package init(randomly names: [String], seed: UInt64, inputSize: Int? = nil, resize: ResizeMode = .squash) throws {
    try self.init(named: names, inputSize: inputSize, resize: resize) { backbone in
      var generator = SplitMix64(seed: seed)
      let arrays = backbone.network.parameters.map { parameter in
        (
          parameter.name,
          WeightArray(shape: parameter.shape, values: parameter.initialValues(using: &generator))
        )
      }
      return (WeightSet(Dictionary(uniqueKeysWithValues: arrays)), "random \(seed)")
    }
  }

  private init(
    named names: [String], inputSize: Int?, resize: ResizeMode,
    load: (Backbone) throws -> (weights: WeightSet, sha256: String)
  ) throws {
    var parts: [Backbone] = []
    for name in names { parts.append(try Backbone(named: name)) }
    guard let first = parts.first else { throw NetworkError.nothingToJoin }
    let size = inputSize ?? parts.map(\.inputSize).max() ?? first.inputSize
    guard parts.allSatisfy({ $0.mean == first.mean && $0.std == first.std }) else {
      throw ArtifactError.differentPixels(names: names)
    }
    guard (16...1024).contains(size) else { throw ArtifactError.wrongInputSize(size) }
    for part in parts where size % part.sizeStep != 0 {
      throw ArtifactError.wrongInputStep(name: part.name, size: size, step: part.sizeStep)
    }
    let isJoined = parts.count > 1
    var arrays: [String: WeightArray] = [:]
    var references: [BackboneReference] = []
    for part in parts {
      let (weights, sha256) = try load(part)
      for (name, array) in weights.arrays { arrays[isJoined ? "\(part.name).\(name)" : name] = array }
      references.append(BackboneReference(name: part.name, sha256: sha256))
    }
    network = try Self.network(of: parts, inputSize: size)
    backbones = references
    preprocessing = Preprocessing(size: size, resize: resize, mean: first.mean, std: first.std)
    self.weights = WeightSet(arrays)
    tuning = nil
    licences = parts.compactMap { part in part.licence.map { "\(part.name): \($0)" } }
  }

  /// The backbones as one net, without weights.
  ///
  /// Throws `NetworkError`.
  static func network(of names: [String], inputSize: Int) throws(NetworkError) -> Network {
    var parts: [Backbone] = []
    for name in names { parts.append(try Backbone(named: name)) }
    return try network(of: parts, inputSize: inputSize)
  }

  private static func network(of parts: [Backbone], inputSize: Int) throws(NetworkError) -> Network {
    guard parts.count == 1, let only = parts.first else {
      return try Network.joined(parts.map(\.network), inputSize: inputSize)
    }
    return only.network.resized(to: inputSize)
  }

  /// A net of known parts.
  init(
    network: Network, backbones: [BackboneReference], preprocessing: Preprocessing, weights: WeightSet,
    licences: [String], tuning: String?, eightBits: EightBitRecord? = nil
  ) {
    self.eightBits = eightBits
    (self.network, self.backbones, self.preprocessing) = (network, backbones, preprocessing)
    (self.weights, self.licences, self.tuning) = (weights, licences, tuning)
  }

  /// The same net with fine-tuned weights.
  ///
  /// - Parameter hash: SHA-256 that identifies these weights.
  package init(_ net: FrozenNet, tuned weights: WeightSet, hash: String) {
    network = net.network
    backbones = net.backbones
    preprocessing = net.preprocessing
    self.weights = weights
    licences = net.licences
    tuning = hash
  }

  /// Number of pooled features.
  package func featureCount() throws -> Int {
    try network.shapes(batch: 1)[network.node(ofOutput: Network.StandardOutput.features)]?.last ?? 0
  }
}
