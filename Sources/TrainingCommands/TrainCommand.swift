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

/// `dogbreed train`: trains a model folder from folders of images.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a folder of images.",
    discussion: """
      The backbones stay frozen unless --tune says otherwise: every image goes through them once per view, and \
      their features are cached, so that training again takes seconds. Fine-tuning starts from that model and keeps it if it \
      finds nothing better. Choices are made on a validation split of the training images; the test split is never opened.

      Examples:
        dogbreed train --data photos --model-dir my-model
        dogbreed train --data photos --model-dir my-model --title "Which cheese is this?" --noun cheese,cheeses
        dogbreed train --data photos --model-dir my-model --tune last:1 --time-budget 45m
      """)

  @OptionGroup(title: "Everyday options") var everyday: EverydayOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions
  @OptionGroup(title: "Words of the model") var words: WordsOptions
  @OptionGroup(title: "The frozen net") var backbone: BackboneOptions
  @OptionGroup(title: "The head") var head: HeadOptions
  @OptionGroup(title: "Verdicts") var verdicts: VerdictOptions
  @OptionGroup(title: "The run") var runOptions: RunOptions
  @OptionGroup(title: "The machine") var engine: EngineOptions
  @OptionGroup(title: "Fine-tuning, with --tune full or --tune last:N") var tune: TuneOptions

  func validate() throws {
    if !everyday.tunes {
      if tune.balance ?? .none != .none, (head.head ?? everyday.recipe.head) == .adam {
        throw ValidationError("--balance needs --head converged, --tune full or --tune last:N.")
      }
      if head.lr == .find { throw ValidationError("--lr find needs --tune full or --tune last:N.") }
      if tune.resume { throw ValidationError("--resume needs --tune full or --tune last:N.") }
    }
    if engine.precision == .int8 {
      if everyday.tunes {
        throw ValidationError("--precision int8 is for a frozen net; leave out one of it and --tune.")
      }
      if try tune.featureDevice(localRank: nil) != nil {
        throw ValidationError("--precision int8 is computed on the processor; add --device cpu.")
      }
    }
    let epochs = everyday.epochs ?? 5
    if everyday.tunes, tune.timeBudget == nil, tune.schedule != .oneCycle, tune.warmUp >= Double(epochs) {
      throw ValidationError("--warm-up \(tune.warmUp) never ends in \(epochs) epochs; give less, or more --epochs.")
    }
  }

  func run() async throws {
    let rendezvous = try LaunchPlace.find(in: ProcessInfo.processInfo.environment)
    let places = try TrainPlaces(
      data: everyday.sources.data, modelDir: everyday.modelDir, logDir: runOptions.logDir, checkpoints: everyday.tunes,
      readAhead: readsOnce ? (runOptions.readAhead?.bytes ?? RunOptions.usualReadAhead) : nil,
      environment: ProcessInfo.processInfo.environment)
    try await places.with(
      isFirst: (rendezvous?.rank ?? 0) == 0, launches: tune.processes > 1 && rendezvous == nil
    ) { places in try await run(rendezvous, places) }
  }

  private func run(_ rendezvous: ProcessGroup.Place?, _ places: TrainPlaces) async throws {
    if tune.processes > 1, rendezvous == nil {
      try await Launcher(
        count: tune.processes, arguments: places.local(Array(CommandLine.arguments.dropFirst())),
        environment: places.environment
      ).run()
      return
    }
    ProcessMemory.keepBlocks()
    let environment = ProcessInfo.processInfo.environment
    let localWorldSize = environment["LOCAL_WORLD_SIZE"].flatMap { Int($0) } ?? 1
    let cores = ProcessInfo.processInfo.activeProcessorCount
    try Threads.set(engine.threads ?? max(1, cores / max(localWorldSize, 1)))
    let progress: any ProgressReporter = (rendezvous?.rank ?? 0) == 0 ? ConsoleProgress() : SilentProgress()
    let begun = Date.now
    let isFirst = (rendezvous?.rank ?? 0) == 0
    let place = URL(filePath: places.modelDir, directoryHint: .isDirectory)
    let logs = places.logDir.map { URL(filePath: $0, directoryHint: .isDirectory) }
    if isFirst {
      // Checked before the work, not after it.
      _ = try FolderReplacement(of: place, by: .model)
      let goesOn = tune.resume || tune.resumeIfAny
      if let logs, let note = try LogFolder.claim(logs, goesOn: goesOn) { progress.note(note) }
    }
    let dataSet = try await labels.fetched().find(in: places.data, shards: places.shards)
    for note in dataSet.notes { progress.note(note) }
    var options = runOptions.cache.trainOptions(weights: Folders.weights(named: backbone.weights))
    options.name = everyday.name ?? place.lastPathComponent
    if words.areGiven { options.words = try words.applied() }
    options.runtime = engine.runtime
    if localWorldSize > 1, engine.threads == nil { options.runtime.threads = max(1, cores / localWorldSize) }
    (options.rendezvous, options.supply) = (rendezvous, places.supply)
    options.device = try tune.featureDevice(localRank: rendezvous?.localRank)
    options.looks = LookPolicy(count: runOptions.looks ?? 2)
    options.choosesLooks = runOptions.looks == nil
    options.cascade = runOptions.cascade
    (options.keepsIndex, options.keepsThumbnails) = (runOptions.keepsIndex, runOptions.keepsThumbnails)
    try await verdicts.apply(to: &options, progress)
    everyday.apply(to: &options)
    backbone.apply(to: &options, everyday.recipe)
    head.apply(to: &options, everyday.recipe, epochs: everyday.epochs)
    options.balancesHead = !everyday.tunes ? tune.balance.map { $0 != .none } : false
    let lying = places.data.map { "\($0)/\(ClassGroups.fileName)" }.first {
      FileManager.default.fileExists(atPath: $0)
    }
    options.groups =
      try (runOptions.classGroups ?? lying).map { try ClassGroups.read($0, classes: dataSet.classes) }
      ?? ClassGroups.ofFolders(in: dataSet)
    if runOptions.groupDuplicates { options.together = try await groups(in: dataSet, progress) }

    options.logs = logs
    options.tuning = try tuningRequest(
      checkpoints: URL(filePath: places.checkpoints, directoryHint: .isDirectory), logs: logs, rendezvous: rendezvous)
    let stop = options.tuning.map { _ in StopSignals() }
    if let logs, isFirst { try RunRecord(options, data: dataSet, begun: begun).write(to: logs) }
    guard let trained = try await run(options, dataSet, to: place, progress, stop) else { return }
    if let logs { try RunRecord(options, data: dataSet, begun: begun, trained: trained).write(to: logs) }
    for problem in trained.problems { progress.note("\(problem.file): \(problem.reason)") }
    let named = everyday.modelDir
    try Console.out(
      everyday.json ? JSONText.pretty(TrainSummary(trained, place: named)) : trained.summary(place: named))
    // Standard output is the result's alone.
    if !everyday.json { Console.error(NextStep.text(model: named, image: dataSet.example)) }
  }
}

extension TrainCommand {
  /// Fine-tuning as the options say; nil where only a head is trained.
  private func tuningRequest(
    checkpoints: URL, logs: URL?, rendezvous: ProcessGroup.Place?
  ) throws -> TuningRequest? {
    guard everyday.tunes else { return nil }
    if tune.resumeIfAny, head.lr == .find {
      throw ValidationError("--lr find can't be combined with --resume-if-any: find the rate first, then give it.")
    }
    let plan = tune.plan(
      everyday.tune, epochs: everyday.epochs ?? 5, batchSize: head.batchSize ?? 32, rate: head.lr?.value,
      beta1: head.beta1,
      beta2: head.beta2, seed: head.seed)
    var plans = plan
    plans.usesBF16 = engine.precision == .bf16
    var options = try tune.options(checkpoints: checkpoints, logs: logs)
    options.findsRate = head.lr == .find
    if let rendezvous, case .cuda = options.device { options.device = .cuda(rendezvous.localRank) }
    if rendezvous != nil, options.findsRate {
      throw ValidationError("--lr find works in one process: find the rate first, then give it.")
    }
    var request = TuningRequest(plan: plans, options: options, choosesPrecision: engine.precision == .auto)
    request.choosesRate = head.lr == nil
    return request
  }

  /// Trains, and turns a signal into its exit code.
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

  /// Indices of images that are duplicates or near-duplicates.
  private func groups(in dataSet: DataSet, _ progress: any ProgressReporter) async throws -> [[Int]] {
    var options = CheckupOptions()
    options.limits = .isolated
    options.width = engine.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let count = dataSet.samples.count
    progress.begin("looking for duplicates", total: count)
    let checkup = try await Checkup.run(dataSet, options: options) { progress.advance(to: $0, of: count) }
    return checkup.duplicates.groups
  }
}
