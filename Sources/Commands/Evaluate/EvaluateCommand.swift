import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Inference
import Support
import Taxonomy

/// `dogbreed evaluate`: how good is a model on labelled images?
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate a model on labelled images.",
    discussion: """
      Prints top-1, top-5, macro accuracy (the mean over classes), the negative log-likelihood and the expected \
      calibration error (15 bins); with --json fractions from 0 to 1. Each --negatives says how many images that show \
      nothing the model knows are rejected, by the model's own threshold and by the one that accepts 95 % of the \
      labelled images.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "Which split of the data: train, validation, test or all.")
  var split: SplitChoice = .test

  @Option(
    help:
      "A folder of images that show nothing the model knows, or a text file with one path per line. May be repeated."
  )
  var negatives: [String] = []

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func run() async throws {
    let predictor = try await modelOptions.predictor(engine)
    let progress = ConsoleProgress()
    let dataSet = try await data.find(classes: predictor.card.classes, split: split.part ?? .test)
      .aligned(to: predictor.card.classes)
    for note in dataSet.notes { progress.note(note) }
    let samples = dataSet.samples.filter { split.contains($0.split) }
    guard !samples.isEmpty else { throw CorpusError.emptyPart(split.part ?? .test) }

    let measurement = try await Measurement(predictor: predictor, progress: progress).run(
      samples, negatives: try await Remote.inputs(negatives, progress: progress))
    for problem in measurement.problems { progress.note("\(problem.file): \(problem.reason)") }
    try Console.out(json ? JSONText.pretty(measurement) : measurement.table)
    if measurement.report.images == 0 { throw ExitCode.failure }
  }
}

/// One part of a data set, or all of it.
enum SplitChoice: String, ExpressibleByArgument, CaseIterable {
  case train, validation, test, all

  var part: Split? { Split(rawValue: rawValue) }

  func contains(_ split: Split) -> Bool { part == nil || part == split }
}
