import ArgumentParser
import Artifact
import Commands
import Corpus
import Foundation
import Support
import Training

/// `dogbreed calibrate`: chooses an existing model's temperatures and verdicts on other images.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Choose a model's temperature and verdicts on labelled images that it wasn't trained on.",
    discussion: """
      The net and its head stay as they are. Give images as the model will be asked about, which it has not learnt from: \
      from then on they say nothing about how good the model is. model.json is replaced as a whole.

      Examples:
        dogbreed calibrate --model my-model --data more-photos
        dogbreed calibrate --model my-model --data more-photos --negatives other-things --max-error 0.02
      """)

  @Option(help: "The model folder, which is changed.", transform: Place.path)
  var model: String

  @OptionGroup var data: DataOptions
  @OptionGroup var verdicts: VerdictOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "How often an answer's set of classes is to hold the right one; by default as often as before.")
  var coverage: Double?

  @Option(help: "Which split of the data: train, validation, test or all.")
  var split: SplitChoice = .all

  @OptionGroup var cache: CacheOptions

  @Flag(help: "One JSON object with the result.")
  var json = false

  func validate() throws {
    if let coverage, !(0..<1).contains(coverage) { throw ValidationError("--coverage must be from 0 to below 1.") }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    let place = URL(filePath: model, directoryHint: .isDirectory)
    let folder = try ModelFolder(reading: place)
    let classes = folder.description.classes
    let dataSet = try await data.find(classes: classes, split: split.part ?? .validation).aligned(to: classes)
    for note in dataSet.notes { progress.note(note) }
    if dataSet.samples.isEmpty { throw CorpusError.otherClasses }
    let samples = dataSet.samples.filter { split.contains($0.split) }
    guard !samples.isEmpty else { throw CorpusError.emptyPart(split.part ?? .validation) }
    var options = cache.trainOptions(weights: [])
    options.runtime = engine.runtime
    if let asked = coverage ?? folder.description.sets?.coverage { options.coverage = asked }
    try await verdicts.apply(to: &options, progress)
    let done = try await CalibrationRun(options: options, progress: progress).run(folder, samples)
    for problem in done.problems { progress.note("\(problem.file): \(problem.reason)") }
    try Console.out(json ? JSONText.pretty(done.description.verdict) : done.description.verdict.summary)
  }
}

extension VerdictPolicy {
  /// For people: the thresholds, and what was measured of them.
  fileprivate var summary: String {
    var lines = [
      uncertainBelow.map { String(format: "answers from a certainty of %.3f upwards", $0) }
        ?? String(format: "answers from a probability of %.3f upwards", unsureBelow)
    ]
    lines.append(
      presence.map {
        String(format: "refused as something else below a presence of %.3f (%@)", $0.threshold, $0.evidence.rawValue)
      }
        ?? "nothing is refused as something else")
    lines.append(
      familiarity.map {
        String(
          format: "another class below a familiarity of %.1f (%@; area under the curve for held-out classes %.3f)",
          FamiliarityPolicy.threshold, $0.evidence.rawValue, $0.auroc)
      } ?? "nothing is called another class")
    for (name, found) in (record?.measured ?? [:]).sorted(by: { $0.key < $1.key }) {
      lines.append(
        String(
          format: "%@ %.1f %% of %d (%.1f to %.1f)", name.padding(toLength: 22, withPad: " ", startingAt: 0),
          found.share * 100, found.of, found.low * 100, found.high * 100))
    }
    return lines.joined(separator: "\n")
  }
}

extension CalibrateCommand: ModalOptions {
  var modes: [OptionMode] { data.labelOptions.modes }
}
