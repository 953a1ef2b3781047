import ArgumentParser
import Artifact
import Commands
import Corpus
import Foundation
import Support
import Training

/// Which shares of wrong verdicts a model's thresholds keep.
struct VerdictOptions: ParsableArguments {
  @Option(
    name: .customLong("max-error"), help: "The share of answers other than \"unsure\" that may name a wrong class.")
  var maxError = VerdictRisks().error

  @Option(
    name: .customLong("max-foreign"), help: "The share of images of something else that may be accepted.")
  var maxForeign = VerdictRisks().foreign

  @Option(
    name: .customLong("max-refused"), help: "The share of images of what the model knows that may be refused.")
  var maxRefused = VerdictRisks().refused

  @Option(
    name: .customLong("max-another"),
    help: "The share of images of the model's classes that may be called another class of their kind.")
  var maxAnother = VerdictRisks().another

  @Option(
    help:
      "A folder of images that show something else, or a text file with one path per line; they set the threshold for refusing images, and nothing is learnt from them (default: none). May be repeated.",
    transform: Place.path)
  var negatives: [String] = []

  func validate() throws {
    for (name, share) in [
      ("error", maxError), ("foreign", maxForeign), ("refused", maxRefused), ("another", maxAnother),
    ]
    where !(share > 0 && share < 1) {
      throw ValidationError("--max-\(name) must be above 0 and below 1.")
    }
  }

  func apply(to options: inout TrainOptions, _ progress: any ProgressReporter) async throws {
    options.risks = VerdictRisks(error: maxError, foreign: maxForeign, refused: maxRefused, another: maxAnother)
    for source in try await Remote.inputs(negatives, progress: progress) {
      let images = try await UnlabelledImages(source, progress: progress)
      for problem in images.problems { progress.note("\(problem.file): \(problem.reason)") }
      options.negatives += images.paths.map(Sample.init(negative:))
    }
  }
}

extension Sample {
  /// A file that shows nothing that is learnt.
  fileprivate init(negative path: String) {
    let file = URL(filePath: path)
    self.init(
      root: file.deletingLastPathComponent().path, folder: "", baseName: file.lastPathComponent, classIndex: 0,
      split: .validation)
  }
}
