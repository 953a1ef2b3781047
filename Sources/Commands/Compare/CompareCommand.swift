import ArgumentParser
import Artifact
import Corpus
import Evaluation
import Foundation
import Support
import Taxonomy

/// `dogbreed compare`: is one model better than another, and how sure is that?
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare models on the same labelled images.",
    discussion: """
      Prints each model's figures, and for each model after the first the paired difference of top-1 with its 95 % \
      interval, McNemar's test, and where the two disagree. With --no-worse-than the exit code is 4 unless every \
      later model is at most that much worse than the first with 95 % confidence: the whole interval counts.

      Examples:
        dogbreed compare old new --data photos
        dogbreed compare served candidate --data photos --no-worse-than 0.005
      """)

  @Argument(
    help: "Two or more model folders or gs:// or s3:// URLs; the first is the baseline for the others.",
    transform: Place.pathOrURL)
  var models: [String]

  @OptionGroup var data: DataOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "Which split of the data: train, validation, test or all; by default test where the data has one.")
  var split: SplitChoice?

  @Option(
    name: .customLong("no-worse-than"),
    help:
      "Exit with 4 unless top-1 is at most this much lower (0.005 is half a percentage point), with 95 % confidence (default: no such bound)."
  )
  var noWorseThan: Double?

  @Option(
    help: "A CSV file to write with one line per image that the models answer differently (default: none).",
    transform: Place.path)
  var csv: String?

  @Flag(help: "One JSON object instead of tables.")
  var json = false

  func validate() throws {
    if models.count < 2 { throw ValidationError("Name two models or more.") }
    if let noWorseThan, !(0...1).contains(noWorseThan) {
      throw ValidationError("--no-worse-than must be a fraction from 0 to 1: 0.005 is half a percentage point.")
    }
  }

  func run() async throws {
    if let csv { try TextFile.check(csv, replacing: ModelComparison.csvHeader) }
    let comparison = try await ModelComparison.measure(
      models, data: data, engine: engine, split: split, progress: ConsoleProgress())
    if let csv { try TextFile.write(comparison.csv, to: csv, replacing: ModelComparison.csvHeader) }
    try Console.out(json ? JSONText.pretty(comparison.summary) : comparison.summary.table)
    if let noWorseThan, let reason = comparison.summary.refusal(noWorseThan) {
      Console.error(reason)
      throw ExitCode.worse
    }
  }
}

extension ExitCode {
  /// The work was done, and a model is, or could be, worse than allowed.
  static let worse = ExitCode(4)
}

extension CompareCommand: ModalOptions {
  var modes: [OptionMode] { data.labelOptions.modes }
}
