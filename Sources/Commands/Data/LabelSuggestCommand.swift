import ArgumentParser
import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// `dogbreed data label-suggest`: a table of labels for images that have none, as a model sees them.
struct LabelSuggestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label-suggest",
    abstract: "Fill a table of labels for unlabelled images, by a model.",
    discussion: """
      The column `label` holds the class where the model is sure, and is empty elsewhere; next to it are the three likeliest \
      classes with their probabilities, and the set that holds the right one as often as the model states. Look through the \
      table, fill in and correct its labels, then give it to train with --labels: rows without a label are left out there.

      The exit code is 1 if an image could not be read; the others still have their rows.

      Examples:
        dogbreed data label-suggest new-photos --model my-model --out new-photos/labels.csv
        dogbreed data label-suggest new-photos --model my-model --out new-photos/labels.csv --resume
      """)

  @Argument(help: "A folder of images, at any depth.", transform: Place.path)
  var folder: String

  @Option(help: "The .csv file to write; its paths are below the folder.", transform: Place.path)
  var out: String

  @Flag(help: "Continue the --out file of an earlier run: images that have a row are skipped, and their rows stay.")
  var resume = false

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if !out.lowercased().hasSuffix(".csv") { throw ValidationError("--out must name a .csv file.") }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    let predictor = try await modelOptions.predictor(engine)
    let images = try await UnlabelledImages(folder, progress: progress)
    let model = AnswerRow.source(
      seal: predictor.folder.description.seal, looks: modelOptions.looks, effort: modelOptions.effort)
    let file = try AnswerFile(out, format: .suggestions, model: model, resume: resume)
    let root = folder.hasSuffix("/") ? folder : folder + "/"
    func name(_ path: String) -> String { path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path }
    let left = images.paths.filter { !file.answered.contains(name($0)) }
    progress.begin("labelling", total: left.count)
    var done = 0
    for try await outcome in left.concurrentMap(
      width: predictor.width,
      { [predictor] path in
        await PredictionOutcome(
          ImageName(file: path), predictor: predictor, request: ClassificationRequest(top: 3), limits: .isolated)
      })
    {
      try file.append(AnswerRow(outcome, named: name(outcome.file), model: model))
      done += 1
      progress.advance(to: done, of: left.count)
    }
    for problem in images.problems where !file.answered.contains(name(problem.file)) {
      try file.append(AnswerRow(Problem(file: name(problem.file), reason: problem.reason), model: model))
    }
    let before = images.paths.count - left.count
    Console.error(
      "\(out): \(done) images have a row now" + (before > 0 ? ", \(before) had one" : "")
        + (file.failures > 0 ? "; \(file.failures) can't be used, see the column error" : "") + ".")
    if file.failures > 0 { throw ExitCode.failure }
  }
}
