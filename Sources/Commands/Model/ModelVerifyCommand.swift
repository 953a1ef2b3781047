import ArgumentParser
import Artifact
import Foundation
import Inference
import Runtime

/// `dogbreed model verify`: is the folder intact, and does the engine give the recorded answers?
struct ModelVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify a model folder: every hash, then the golden answers through the engine.",
    discussion: """
      Examples:
        dogbreed model verify my-model
        dogbreed model verify my-model --precision f32
      """)

  @Argument(help: "The model folder; by default the shipped model.", transform: Place.pathOrURL)
  var model: String?

  @OptionGroup var engine: EngineOptions

  func run() async throws {
    let folder = try ModelFolder(reading: await ModelPlace.url(model))
    let predictor = try Predictor(folder, options: PredictorOptions(runtime: engine.runtime))
    for note in predictor.notes { Console.error(note) }
    try await predictor.verify()
    let images = try folder.golden().answers.count
    try Console.out(
      "\(folder.description.name) is intact: \(folder.description.files.count) files have their hashes, and "
        + "\(images) golden images give their recorded answers in \(predictor.precision.rawValue).")
  }
}
