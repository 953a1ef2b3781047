import ArgumentParser
import Artifact
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
      Prints top-1 and top-5 with their 95 % intervals, macro accuracy and F1 (means over classes), the negative \
      log-likelihood, the Brier score and the expected calibration error (15 bins), then the weakest classes and what is \
      taken for what most often; with --json fractions from 0 to 1. Without --split it is the test part, or all images \
      of data that have none. Each --negatives says how many images that show \
      nothing the model knows are rejected, by the model's own threshold and by the one that accepts 95 % of the \
      labelled images.

      Examples:
        dogbreed evaluate --model my-model --data photos
        dogbreed evaluate --model my-model --data photos --report report --csv answers.csv
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "Which split of the data: train, validation, test or all; by default test where the data has one.")
  var split: SplitChoice?

  @Option(
    help:
      "A folder of images that show nothing the model knows, or a text file with one path per line (default: none). May be repeated.",
    transform: Place.pathOrURL)
  var negatives: [String] = []

  @Option(
    help: "A CSV file to write with one line per image: its class, the answer and the probabilities (default: none).",
    transform: Place.path)
  var csv: String?

  @OptionGroup var reportOptions: ReportOptions

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func run() async throws {
    let format = AnswerFormat.csv(top: 1, isLabelled: true)
    if let csv { try TextFile.check(csv, replacing: format.header) }
    let place = try reportOptions.report.map {
      try FolderReplacement(of: URL(filePath: $0, directoryHint: .isDirectory), by: ReportFolder.owner)
    }
    let predictor = try await modelOptions.predictor(engine)
    let progress = ConsoleProgress()
    let dataSet = try await data.find(classes: predictor.card.classes, split: split?.part ?? .test)
      .aligned(to: predictor.card.classes)
    for note in dataSet.notes { progress.note(note) }
    let part = try MeasuredPart(of: dataSet, asked: split, progress: progress)

    let measurement = try await Measurement(predictor: predictor, progress: progress, isDetailed: place != nil).run(
      part.samples, negatives: try await Remote.inputs(negatives, progress: progress))
    for problem in measurement.problems { progress.note("\(problem.file): \(problem.reason)") }
    if let csv {
      let source = AnswerRow.source(
        seal: predictor.folder.description.seal, looks: modelOptions.looks, effort: modelOptions.effort)
      let rows =
        measurement.images.map { AnswerRow($0, classes: predictor.card.classes, model: source) }
        + measurement.problems.map { AnswerRow($0, model: source) }
      try TextFile.write(
        format.header + rows.map(format.line).joined(), to: csv, replacing: format.header)
    }
    let uses = UseCounter.count(measurement.dataHash, model: predictor.card.version)
    if let place {
      try await ReportWriter(
        predictor: predictor, dataSet: dataSet, options: reportOptions, folders: data.data, labels: data.labelOptions,
        progress: progress
      ).write(measurement, split: part.name, uses: uses, to: place)
      progress.note("The report is \(reportOptions.report ?? "")/\(ReportFolder.page).")
    }
    try Console.out(json ? JSONText.pretty(measurement) : measurement.table)
    if measurement.report.images == 0 { throw ExitCode.failure }
  }
}

extension EvaluateCommand: ModalOptions {
  var modes: [OptionMode] {
    data.labelOptions.modes + [OptionMode("slice-by", isUsed: data.labelOptions.labels != nil, "without --labels")]
  }
}
