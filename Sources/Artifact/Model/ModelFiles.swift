import Foundation
import NeuralNetwork

/// The files that a model folder consists of, whole or as the part that a repository holds.
package enum ModelFiles {
  private static let top: Set<String> = [
    ModelFolder.descriptionFile, ModelFolder.weightsFile, ModelFolder.graphFile,
    ModelFolder.eightBitFile(of: ModelFolder.graphFile),
    ShippedModel.headFile, FeatureIndex.file,
  ]

  /// Graphs of whole models, and of the single nets that cascades ask.
  private static let graphs: Set<String> = {
    let plain = [ModelFolder.graphFile] + Backbone.names.map(ModelFolder.graphFile(ofNet:))
    return Set(plain + plain.map(ModelFolder.eightBitFile(of:)))
  }()

  /// Whether a path below a folder is one that a model's file has.
  package static func contains(_ path: String) -> Bool {
    if top.contains(path) || graphs.contains(path) { return true }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0] == ModelSamples.folder { return parts[1].hasSuffix(".jpg") }
    guard parts.count == 2, parts[0] == ModelFolder.goldenFolder else { return false }
    return parts[1] == "answers.json" || parts[1].hasSuffix(".png") || parts[1].hasSuffix(".jpg")
  }

  /// Whether a description's text was sealed by this program, in whatever format.
  package static func isSealed(_ text: Data) -> Bool {
    struct Mark: Decodable {
      var format: Int
      var seal: String
      var files: [String: String]
    }
    guard let mark = try? JSONDecoder().decode(Mark.self, from: text) else { return false }
    return Seal.expected(of: text, holding: mark.seal) == mark.seal
  }

  /// Whether a folder holds a model: a sealed description, which no other program writes.
  package static func isModel(_ folder: String) -> Bool {
    let file = "\(folder)/\(ModelFolder.descriptionFile)"
    var info = stat()
    guard lstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size < 1 << 26,
      let text = FileManager.default.contents(atPath: file)
    else { return false }
    return isSealed(text)
  }
}
