import Foundation
import Imaging
import Weights

/// The part of a model that a repository can hold: description, head and golden answers, without the publishers'
/// weights.
package enum ShippedModel {
  /// The name of the file with the trained head.
  package static let headFile = "head.safetensors"

  /// Writes the part of a model folder that isn't the publishers'.
  ///
  /// Throws `ArtifactError`: what the publishers' weights could not complete again isn't exported, and no complete model is
  /// replaced, itself least of all.
  package static func export(_ model: ModelFolder, to place: URL) async throws {
    if model.description.training.tuning != nil { throw ArtifactError.tuned(model: model.description.name) }
    let target = try FolderPlace(place.path).path
    for file in [ModelFolder.weightsFile, ModelFolder.graphFile]
    where FileManager.default.fileExists(atPath: "\(target)/\(file)") {
      throw ArtifactError.occupied(
        folder: target, reason: "it holds a complete model with its weights", writes: "an exported part")
    }
    let weights = try SafetensorsFile(model.weights)
    let head = try learnt(in: weights)
    try await FolderReplacement.write(to: place, by: .model) { folder in
      try SafetensorsWriter.write(head, to: folder.appending(path: headFile))
      try copyRest(of: model.description, from: model.url, to: folder)
    }
  }

  /// Copies what is neither weights nor graph.
  private static func copyRest(of description: ModelDescription, from old: URL, to new: URL) throws {
    var names = [ModelFolder.descriptionFile, ModelFolder.goldenFolder]
    if !ModelSamples.names(description).isEmpty { names.append(ModelSamples.folder) }
    if description.files[FeatureIndex.file] != nil { names.append(FeatureIndex.file) }
    for name in names {
      try FileManager.default.copyItem(at: old.appending(path: name), to: new.appending(path: name))
    }
  }

  /// The arrays that training made: the heads, and the evidence that separates the kind from others.
  private static func learnt(in weights: SafetensorsFile) throws -> WeightSet {
    let names = weights.names.filter { $0.hasPrefix("kind.") || $0.hasPrefix("stage.") } + ["head.weight", "head.bias"]
    return WeightSet(Dictionary(uniqueKeysWithValues: try names.map { ($0, try weights.array($0)) }))
  }

  /// Combines a shipped part with the publishers' weights, and checks that every file gets its recorded hash.
  package static func assemble(from shipped: URL, weights folders: [URL], to place: URL) async throws {
    if try FolderPlace(shipped.path).path == FolderPlace(place.path).path {
      throw ArtifactError.occupied(
        folder: place.path, reason: "it is the part that is read", writes: "the complete model")
    }
    let description = try ModelFolder.readDescription(in: shipped)
    let net = try FrozenNet(
      named: description.backbones.map(\.name), inputSize: description.preprocessing.size,
      resize: description.preprocessing.resize, weightsIn: folders)
    for (expected, found) in zip(description.backbones, net.backbones) where expected != found {
      throw ArtifactError.backboneDiffers(name: expected.name, expected: expected.sha256, found: found.sha256)
    }
    let file = try SafetensorsFile(shipped.appending(path: headFile))
    let head = try learnt(in: file)
    try await FolderReplacement.write(to: place, by: .model) { temporary in
      try ModelFolderWriter.writeNet(net, head: head, for: description, to: temporary)
      try copyRest(of: description, from: shipped, to: temporary)
      _ = try ModelFolder(reading: temporary)
    }
  }
}
