import ArgumentParser
import Artifact
import Exchange
import Foundation
import NeuralNetwork
import Support
import Weights

/// What importing and fetching share.
enum BackboneImport {
  struct Result {
    var family: KeyFamily
    /// Anything unusual about the file.
    var note: String?
  }

  /// How a file of imported weights begins, after its length.
  private static let mark = #"{"__metadata__":{"backbone":""#

  /// Where the weights go; makes the folder. Throws where a file is there that this program did not write.
  static func place(of backbone: Backbone, out: String?) throws -> URL {
    if let out {
      try TextFile.check(out, replacing: mark)
      return URL(filePath: out)
    }
    try FileManager.default.createDirectory(at: Folders.importedWeights, withIntermediateDirectories: true)
    return Folders.importedWeights.appending(path: PublishedWeights.importedFile(backbone))
  }

  /// Reports everything wrong with the file and throws `ExitCode.failure` if anything is; otherwise writes the weights.
  static func run(_ file: URL, as backbone: Backbone, to place: URL) throws -> Result {
    let source = try WeightsFile.open(file)
    let problems = try AdoptedWeights.problems(of: source, for: backbone)
    guard problems.isEmpty else {
      for sentence in sentences(problems, of: backbone) { Console.error("error: \(file.path): \(sentence)") }
      throw ExitCode.failure
    }
    let sha256 = try ContentHash.of(file: file)
    try PublishedWeights.importBackbone(backbone, from: file, sha256: sha256, to: place)
    var note: String?
    if let prefix = backbone.origin?.hashPrefix, !sha256.hasPrefix(prefix), let published = backbone.weightsFile {
      note =
        "\(file.path) has SHA-256 \(sha256.prefix(8))…, so it isn't \(published); the weights are used anyway."
    }
    return Result(family: AdoptedWeights.family(of: source, for: backbone) ?? .own, note: note)
  }

  /// One sentence per problem, but at most three about shapes: the file of another net has hundreds.
  private static func sentences(_ problems: [ExchangeError], of backbone: Backbone) -> [String] {
    let shapes = problems.filter { if case .wrongShape = $0 { true } else { false } }
    var sentences = problems.filter { !shapes.contains($0) }.map(\.description)
    sentences += shapes.prefix(3).map(\.description)
    if shapes.count > 3 {
      sentences.append("\(shapes.count - 3) more arrays differ in shape from those of \(backbone.name).")
    }
    return sentences
  }
}
