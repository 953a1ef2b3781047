import ArgumentParser
import Artifact
import Foundation
import Imaging
import Inference
import Support

/// Which model answers, how many looks it takes, and how much of it is asked.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"), help: "The model folder, or its gs:// or s3:// URL; by default the shipped model.",
    transform: Place.pathOrURL)
  var model: String?

  @Option(help: "Looks per image, 1 to 3; by default what the model folder says.")
  var looks: Int?

  @Option(
    help:
      "How much of a model with a cascade is asked of an image: auto (as many nets and looks as it needs), least (the first stage alone) or full (all); by default auto."
  )
  var effort: Effort?

  func validate() throws {
    if looks != nil, effort ?? .full != .full {
      throw ValidationError("With --looks all nets take that many looks at every image; leave out --looks or --effort.")
    }
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
    limits: Limits = .isolated, loadsIndex: Bool = false
  ) async throws -> Predictor {
    let folder = try await folder(progress: progress)
    if effort != nil, folder.description.cascade == nil {
      progress.note("--effort has no effect: \(folder.description.name) has no cascade, and asks all it has.")
    }
    let predictor = try Predictor(
      folder,
      options: PredictorOptions(
        runtime: engine.runtime, looks: looks, effort: effort ?? .auto, limits: limits, decodeBudget: decodeBudget,
        loadsIndex: loadsIndex))
    for note in predictor.notes { progress.note(note) }
    return predictor
  }
}

extension Effort: ExpressibleByArgument {}
