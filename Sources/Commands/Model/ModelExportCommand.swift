import ArgumentParser
import Artifact
import Foundation

/// `dogbreed model export`: the part of a model that a repository can hold.
struct ModelExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model's own part (description, head, golden answers) without the publishers' weights.")

  @Argument(help: "The model folder.", transform: Place.path)
  var model: String

  @Option(help: "The folder to write, for `model assemble` to complete.", transform: Place.path)
  var out: String

  func run() async throws {
    let folder = try ModelFolder(reading: URL(filePath: model, directoryHint: .isDirectory))
    try await ShippedModel.export(folder, to: URL(filePath: out, directoryHint: .isDirectory))
    try Console.out("\(out) holds \(folder.description.name) without its backbones' weights.")
  }
}
