import ArgumentParser
import Artifact
import Foundation

/// `dogbreed model assemble`: combine a shipped head with its publishers' backbones.
struct ModelAssembleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assemble",
    abstract: "Build a complete model folder from a shipped head and the publishers' weights, matched by hash.",
    discussion: """
      Examples:
        dogbreed model assemble Models/stanford-dogs --out my-model
        dogbreed model assemble head --weights weights --out my-model
      """)

  @Argument(help: "The folder with model.json, head.safetensors and golden/.", transform: Place.path)
  var head: String

  @Option(help: "The folder with the publishers' weights; by default .deps/weights.", transform: Place.path)
  var weights: String?

  @Option(help: "The model folder to write.", transform: Place.path)
  var out: String

  func run() async throws {
    let place = URL(filePath: out, directoryHint: .isDirectory)
    try await ShippedModel.assemble(
      from: URL(filePath: head, directoryHint: .isDirectory),
      weights: Folders.weights(named: weights), to: place)
    try Console.out("\(out) was assembled, and every file has the expected hash.")
  }
}
