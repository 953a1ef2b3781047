import ArgumentParser
import Artifact
import Commands
import Corpus
import Foundation
import Imaging
import Runtime
import Support
import Torch
import Training

/// `dogbreed train`: photographs in folders become a model folder.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a folder of photographs.",
    discussion: """
      The backbones stay as they are unless --tune says otherwise: every photograph goes through them once a view, and \
      what comes out is cached, so that training again takes seconds. Fine-tuning begins from that and keeps it where it \
      brings nothing. Choices are made on a validation part of the training photographs; the test part is never opened.
      """)

  @OptionGroup var data: DataOptions

  @Option(
    name: .both("model-dir"),
    help:
      "The model folder to write, or its gs:// URL; by default AIP_MODEL_DIR. It must be new or empty, or hold a model, which is replaced."
  )
  var modelDir = ProcessInfo.processInfo.environment["AIP_MODEL_DIR"] ?? ""

  @Option(help: "What options mean that aren't given: best, or original (the Python demonstration's, faults mended).")
  var recipe: Recipe = .best

  @OptionGroup var backbone: BackboneOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var tune: TuneOptions
  @OptionGroup var engine: EngineOptions

  @Option(
    name: .both("log-dir"),
    help: "Where metrics and TensorBoard events go, gs:// too; by default AIP_TENSORBOARD_LOG_DIR or nowhere.",
    transform: Place.pathOrURL)
  var logDir: String?

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
    if modelDir.isEmpty { throw ValidationError("--model-dir is missing: say where to write the model.") }
    if !(1...LookPolicy.most).contains(looks) {
      throw ValidationError("--looks must be from 1 to \(LookPolicy.most).")
    }
  }

  func run() async throws {
    let meeting = try LaunchPlace.find(in: ProcessInfo.processInfo.environment)
    let places = try TrainPlaces(
      data: data.data, modelDir: modelDir, logDir: logDir, checkpoints: tune.tune != .head,
      environment: ProcessInfo.processInfo.environment)
    try await places.with(isFirst: (meeting?.rank ?? 0) == 0) { places in try await run(meeting, places) }
  }

  private func run(_ meeting: ProcessGroup.Place?, _ places: TrainPlaces) async throws {
    if tune.processes > 1, meeting == nil {
      try await Launcher(
        count: tune.processes, arguments: places.local(Array(CommandLine.arguments.dropFirst())),
        environment: places.environment
      ).run()
      return
    }
    ProcessMemory.keepBlocks()
    let environment = ProcessInfo.processInfo.environment
    let beside = environment["LOCAL_WORLD_SIZE"].flatMap { Int($0) } ?? 1
    let cores = ProcessInfo.processInfo.activeProcessorCount
    try Threads.set(engine.threads ?? max(1, cores / max(beside, 1)))
    let progress: any ProgressReporter = (meeting?.rank ?? 0) == 0 ? ConsoleProgress() : Silence()
    let begun = Date.now
    let isFirst = (meeting?.rank ?? 0) == 0
    let place = URL(filePath: places.modelDir, directoryHint: .isDirectory)
    let logs = places.logDir.map { URL(filePath: $0, directoryHint: .isDirectory) }
    if isFirst {
      // Found out before the work, not after it.
      _ = try FolderReplacement(of: place, by: .model)
      let goesOn = tune.resume || tune.resumeIfAny
      if let logs, let note = try LogFolder.claim(logs, goesOn: goesOn) { progress.note(note) }
    }
    let dataSet = try await data.labelOptions.fetched().find(in: places.data)
    for note in dataSet.notes { progress.note(note) }
    var options = TrainOptions(
      weightsFolders: Folders.weights(named: backbone.weights),
      featureCache: featureCache.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? Folders.features,
      backboneCache: Folders.backbones)
    options.name = name ?? place.lastPathComponent
    options.runtime = engine.runtime
    if beside > 1, engine.threads == nil { options.runtime.threads = max(1, cores / beside) }
    options.meeting = meeting
    options.looks = LookPolicy(count: looks)
    backbone.apply(to: &options, recipe)
    head.apply(to: &options, recipe)
    if groupDuplicates { options.together = try await groups(in: dataSet, progress) }

    options.logs = logs
    options.tuning = try tuningRequest(
      checkpoints: URL(filePath: places.checkpoints, directoryHint: .isDirectory), logs: logs, meeting: meeting)
    let stop = options.tuning.map { _ in StopSignals() }
    if let logs, isFirst { try RunRecord(options, data: dataSet, begun: begun).write(to: logs) }
    guard let trained = try await run(options, dataSet, to: place, progress, stop) else { return }
    if let logs { try RunRecord(options, data: dataSet, begun: begun, trained: trained).write(to: logs) }
    for problem in trained.problems { progress.note("\(problem.file): \(problem.reason)") }
    Console.out(json ? JSONText.pretty(TrainSummary(trained, place: modelDir)) : trained.summary(place: modelDir))
  }
}

extension TrainCommand {
  /// Fine-tuning as the options say; nil where only a head is trained.
  private func tuningRequest(
    checkpoints: URL, logs: URL?, meeting: ProcessGroup.Place?
  ) throws -> TuningRequest? {
    guard tune.tune != .head else {
      if head.lr == .find { throw ValidationError("--lr find goes with --tune full or --tune last:N.") }
      if tune.resume { throw ValidationError("--resume goes with --tune full or --tune last:N.") }
      return nil
    }
    if tune.resumeIfAny, head.lr == .find {
      throw ValidationError("--lr find doesn't go with --resume-if-any: find the rate first, then give it.")
    }
    let plan = tune.plan(
      epochs: head.epochs ?? 5, batchSize: head.batchSize ?? 32, rate: head.lr?.value, beta1: head.beta1,
      beta2: head.beta2, seed: head.seed)
    var plans = plan
    plans.halfPrecision = engine.precision == .bf16
    var options = try tune.options(checkpoints: checkpoints, logs: logs)
    options.findsRate = head.lr == .find
    if let meeting, case .cuda = options.device { options.device = .cuda(meeting.localRank) }
    if meeting != nil, options.findsRate {
      throw ValidationError("--lr find works in one process: find the rate first, then give it.")
    }
    return TuningRequest(plan: plans, options: options, choosesPrecision: engine.precision == .auto)
  }

  /// Trains, and turns a signal that was heeded into its exit code.
  private func run(
    _ options: TrainOptions, _ dataSet: DataSet, to place: URL, _ progress: any ProgressReporter, _ stop: StopSignals?
  ) async throws -> TrainedModel? {
    do {
      return try await TrainRun(options: options, progress: progress).run(dataSet, to: place, stop: stop)
    } catch let error as TuningError {
      guard case .stopped(let signal, _) = error else { throw error }
      progress.note("\(error)")
      throw ExitCode(128 + signal)
    }
  }

  /// Places of the photographs that are the same or look alike.
  private func groups(in dataSet: DataSet, _ progress: any ProgressReporter) async throws -> [[Int]] {
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
