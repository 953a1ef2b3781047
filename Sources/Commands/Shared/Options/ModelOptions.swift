import ArgumentParser
import Artifact
import Foundation
import Imaging
import Inference
import Support

/// Which model answers, and how many looks it takes.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"), help: "The model folder, or its gs:// or s3:// URL; by default the shipped model.",
    transform: Place.pathOrURL)
  var model: String?

  @Option(help: "Looks per image, 1 to 3; by default what the model folder says.")
  var looks: Int?

  func validate() throws {
    if let looks, !(1...LookPolicy.most).contains(looks) {
      throw ValidationError("--looks must be from 1 to \(LookPolicy.most).")
    }
  }

  /// The folder, read and checked.
  func folder(progress: any ProgressReporter = ConsoleProgress()) async throws -> ModelFolder {
    try ModelFolder(reading: await ModelPlace.url(model, progress: progress))
  }

  func predictor(
    _ engine: EngineOptions, progress: any ProgressReporter = ConsoleProgress(), decodeBudget: Int? = nil,
    limits: Limits = Limits(), loadsIndex: Bool = false
  ) async throws -> Predictor {
    let predictor = try Predictor(
      await folder(progress: progress),
      options: PredictorOptions(
        runtime: engine.runtime, looks: looks, limits: limits, decodeBudget: decodeBudget,
        loadsIndex: loadsIndex))
    for note in predictor.notes { progress.note(note) }
    return predictor
  }
}
