import ArgumentParser
import Artifact
import Foundation
import Inference
import Runtime

/// `dogbreed model verify`: does the folder hold what it says, and does the engine answer as it must?
struct ModelVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove a model folder: every hash, then the golden answers through the engine.")

  @Argument(help: "The model folder; by default the shipped model.", transform: Place.pathOrURL)
  var model: String?

  @OptionGroup var engine: EngineOptions

  func run() async throws {
    let folder = try ModelFolder(reading: await ModelPlace.url(model))
    let predictor = try Predictor(folder, options: PredictorOptions(runtime: engine.runtime))
    try await predictor.verify()
    let pictures = try folder.golden().answers.count
    Console.out(
      "\(folder.description.name) is whole: \(folder.description.files.count) files have their hashes, and "
        + "\(pictures) golden pictures have their answers in \(predictor.precision.rawValue).")
  }
}
