import ArgumentParser
import Artifact
import Commands
import Corpus
import Foundation
import Imaging
import Training

/// `dogbreed train`: photographs in folders become a model folder.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a folder of photographs.",
    discussion: """
      The backbones stay as they are: every photograph goes through them once a view, and what comes out is cached, so \
      that training again takes seconds. Choices are made on a validation part of the training photographs; the test \
      part is never opened.
      """)

  @OptionGroup var data: DataOptions

  @Option(name: .both("model-dir"), help: "The model folder to write; what stands there is replaced in one step.")
  var modelDir: String

  @OptionGroup var backbone: BackboneOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "The model's name; by default its folder's.")
  var name: String?

  @Option(help: "Looks a picture when the model answers, 1 to 3.")
  var looks = 2

  @Option(name: .both("feature-cache"), help: "Where features are kept; by default in the user's cache folder.")
  var featureCache: String?

  @Flag(
    name: .both("group-duplicates"),
    help: "Keep photographs that look alike on one side of training and validation part; reads every picture first.")
  var groupDuplicates = false

  @Flag(help: "One JSON object with what was made.")
  var json = false

  func validate() throws {
    if !(1...LookPolicy.most).contains(looks) {
      throw ValidationError("--looks must be from 1 to \(LookPolicy.most).")
    }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    let dataSet = try data.find()
    for note in dataSet.notes { progress.note(note) }
    let place = URL(filePath: modelDir, directoryHint: .isDirectory)
    var options = TrainOptions(
      weightsFolder: URL(filePath: backbone.weights ?? Folders.weights, directoryHint: .isDirectory),
      featureCache: featureCache.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? Folders.features,
      backboneCache: Folders.backbones)
    options.name = name ?? place.lastPathComponent
    options.runtime = engine.runtime
    options.looks = LookPolicy(count: looks)
    backbone.apply(to: &options)
    head.apply(to: &options)
    if groupDuplicates { options.together = try await groups(in: dataSet, progress) }

    let trained = try await TrainRun(options: options, progress: progress).run(dataSet, to: place)
    for problem in trained.problems { progress.note("\(problem.file): \(problem.reason)") }
    Console.out(json ? JSONText.pretty(TrainSummary(trained, place: modelDir)) : trained.summary(place: modelDir))
  }
}

extension TrainCommand {
  /// Places of the photographs that are the same or look alike.
  private func groups(in dataSet: DataSet, _ progress: ConsoleProgress) async throws -> [[Int]] {
    var options = CheckupOptions()
    options.width = engine.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let count = dataSet.samples.count
    progress.begin("looking for duplicates", total: count)
    let checkup = try await Checkup.run(dataSet, options: options) { progress.advance(to: $0, of: count) }
    return checkup.duplicates.groups
  }
}

/// What `train --json` says.
private struct TrainSummary: Encodable {
  let modelDir: String
  let version: String
  let images: Int
  let classes: Int
  let weightDecay: Double
  let computed: Int
  let cached: Int
  let validation: [String: Double]
  let problems: [Problem]

  init(_ trained: TrainedModel, place: String) {
    modelDir = place
    version = trained.description.seal
    images = trained.description.training.images
    classes = trained.description.classes.count
    weightDecay = trained.description.training.weightDecay
    computed = trained.computed
    cached = trained.cached
    validation = trained.validation
    problems = trained.problems
  }
}

extension TrainedModel {
  fileprivate func summary(place: String) -> String {
    var text =
      "\(place): \(description.classes.count) classes, \(description.training.images) pictures, "
      + "\(computed) features computed and \(cached) from the cache"
    if let top1 = validation["top1"], let ece = validation["ece"] {
      text += String(format: "; validation top-1 %.1f %%, ECE %.3f", top1 * 100, ece)
    }
    if !problems.isEmpty { text += "; \(problems.count) pictures could not be used" }
    return text + "."
  }
}
