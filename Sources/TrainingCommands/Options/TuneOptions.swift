import ArgumentParser
import Commands
import Foundation
import Imaging
import Torch
import Training

/// How the net itself is fine-tuned.
struct TuneOptions: ParsableArguments {
  enum Rule: String, ExpressibleByArgument, CaseIterable { case sgd, adam, adamw }

  @Option(help: "Fine-tuning's optimizer: sgd, adam or adamw.")
  var optimizer: Rule = .sgd

  @Option(help: "The momentum of sgd (Nesterov's).")
  var momentum = 0.9

  @Option(help: "The learning rate schedule: cosine, one-cycle, constant or step:EPOCHS:FACTOR.")
  var schedule: Schedule = .cosine

  @Option(name: .customLong("warm-up"), help: "Warm-up epochs for the learning rate.")
  var warmUp = 0.5

  @Option(name: .customLong("layer-decay"), help: "Each stage's learning rate, as a fraction of the next one's.")
  var layerDecay = 0.8

  @Option(name: .customLong("tune-weight-decay"), help: "Fine-tuning's weight decay, except on norms and biases.")
  var tuneWeightDecay = 1e-4

  @Option(name: .customLong("label-smoothing"), help: "The fraction of each target spread over all classes.")
  var labelSmoothing = 0.1

  @Option(help: "Mixup's alpha; 0 turns it off.")
  var mixup = 0.0

  @Option(help: "CutMix's alpha; 0 turns it off.")
  var cutmix = 0.0

  @Option(help: "The decay of a moving average of the weights, such as 0.999; off by default.")
  var ema: Double?

  @Option(
    name: .customLong("drop-path"),
    help: "The drop rate of the last residual branch in training; earlier ones get less.")
  var dropPath = 0.0

  @Flag(name: .customLong("freeze-norm"), help: "Freeze batch norms: keep their statistics and weights.")
  var freezeNorm = false

  @Option(name: .customLong("norm-momentum"), help: "The momentum of batch norms' running statistics.")
  var normMomentum = 0.1

  @Flag(name: .customLong("sync-norm"), help: "Synchronise batch norm statistics across processes.")
  var syncNorm = false

  @Option(help: "Clip the global gradient norm to this (default: off).")
  var clip: Double?

  @Option(help: "Gradient accumulation steps per batch.")
  var accumulate = 1

  @Option(
    help:
      "How to balance classes: none, weights (in the loss) or sampling (each class equally often); by default weights if only the head is trained and one class has ten times as many images as usual, else none."
  )
  var balance: TuningPlan.Balance?

  @Option(help: "Stop after this many epochs without improvement (default: off).")
  var patience: Int?

  @Option(help: "Augmentation: none, light, standard, strong or original.")
  var augment = "light"

  @Option(
    name: .customLong("crop-scale"),
    help: "The smallest fraction of the area that a random crop keeps; by default --augment's.")
  var cropScale: Double?

  @Option(
    name: .customLong("rand-augment"), help: "RandAugment as OPERATIONS:MAGNITUDE, such as 2:9; by default --augment's."
  )
  var randAugment: String?

  @Option(help: "The probability of random erasing, from 0 to 1; by default --augment's.")
  var erasing: Double?

  @Option(
    name: .customLong("time-budget"),
    help: "Choose the number of epochs to fit a time, such as 45m, 2h or 90s (default: off).")
  var timeBudget: TimeSpan?

  @Option(help: "The device to compute and train on: auto, cpu, cuda, cuda:1 or mps.")
  var device = "auto"

  @Flag(name: .customLong("use-cuda"), help: "The same as --device cuda.")
  var useCuda = false

  @Option(help: "Training processes on this machine; for several machines see Docs/HowTo.md.")
  var processes = 1

  @Option(help: "Images decoded in parallel; by default one per core.")
  var workers: Int?

  @Option(name: .customLong("test-batch-size"), help: "Batch size for evaluation.")
  var testBatchSize = 32

  @Option(name: .customLong("log-interval"), help: "Steps between log lines.")
  var logInterval = 10

  @Option(help: "How many checkpoints to keep.")
  var keep = 3

  @Flag(help: "Resume from the newest complete checkpoint.")
  var resume = false

  @Flag(
    name: .customLong("resume-if-any"),
    help: "Resume from the newest complete checkpoint, or start afresh if there is none.")
  var resumeIfAny = false

  @Option(
    name: .customLong("checkpoint-steps"),
    help: "Steps between checkpoints within an epoch; by default every five minutes.")
  var checkpointSteps: Int?

  func validate() throws {
    func share(_ value: Double?, _ name: String) throws {
      if let value, !(0...1).contains(value) { throw ValidationError("\(name) must be from 0 to 1.") }
    }
    try share(labelSmoothing, "--label-smoothing")
    try share(dropPath, "--drop-path")
    try share(layerDecay, "--layer-decay")
    try share(momentum, "--momentum")
    try share(normMomentum, "--norm-momentum")
    try share(erasing, "--erasing")
    try share(ema, "--ema")
    if let cropScale, !(0.01...1).contains(cropScale) { throw ValidationError("--crop-scale must be from 0.01 to 1.") }
    for (value, name) in [
      (mixup, "--mixup"), (cutmix, "--cutmix"), (warmUp, "--warm-up"), (tuneWeightDecay, "--tune-weight-decay"),
    ] where !(0...1000).contains(value) { throw ValidationError("\(name) must be 0 or more.") }
    if let clip, !(clip > 0) { throw ValidationError("--clip must be above 0.") }
    for (value, name) in [
      (accumulate, "--accumulate"), (testBatchSize, "--test-batch-size"), (logInterval, "--log-interval"),
      (keep, "--keep"), (processes, "--processes"), (workers ?? 1, "--workers"), (patience ?? 1, "--patience"),
      (checkpointSteps ?? 1, "--checkpoint-steps"),
    ] where value < 1 { throw ValidationError("\(name) must be at least 1.") }
    if Augmentation.named[augment] == nil {
      throw ValidationError("--augment must be one of \(Augmentation.named.keys.sorted().joined(separator: ", ")).")
    }
    if let randAugment, Self.operations(randAugment) == nil {
      throw ValidationError("--rand-augment must be OPERATIONS:MAGNITUDE, such as 2:9, at most 14:30.")
    }
    _ = try chosenDevice()
  }

  /// The plan, with the values shared with the head passed in.
  func plan(
    _ depth: TuningDepth, epochs: Int, batchSize: Int, rate: Double?, beta1: Double, beta2: Double, seed: UInt64
  ) -> TuningPlan {
    var plan = TuningPlan()
    plan.depth = depth
    (plan.epochs, plan.batchSize, plan.accumulation, plan.seed) = (epochs, batchSize, accumulate, seed)
    plan.rule =
      switch optimizer {
      case .sgd: .sgd(momentum: momentum, nesterov: momentum > 0)
      case .adam: .adam(beta1: beta1, beta2: beta2)
      case .adamw: .adamW(beta1: beta1, beta2: beta2)
      }
    plan.rate = rate ?? (optimizer == .sgd ? 0.005 : 1e-4)
    (plan.schedule, plan.warmUpEpochs, plan.layerDecay) = (schedule, warmUp, layerDecay)
    (plan.weightDecay, plan.smoothing, plan.mixup, plan.cutMix) = (tuneWeightDecay, labelSmoothing, mixup, cutmix)
    (plan.average, plan.dropPath, plan.frozenNorm, plan.clip) = (ema, dropPath, freezeNorm, clip)
    (plan.syncedNorm, plan.normMomentum) = (syncNorm, Float(normMomentum))
    (plan.balance, plan.patience) = (balance ?? .none, patience)
    plan.augmentation = Augmentation.named[augment] ?? .light
    if let cropScale { plan.augmentation.crop = cropScale...1 }
    if let drawn = randAugment.flatMap(Self.operations) {
      (plan.augmentation.operations, plan.augmentation.magnitude) = drawn
    }
    if let erasing { plan.augmentation.erasing = erasing }
    return plan
  }

  func options(checkpoints: URL, logs: URL?) throws -> TuningOptions {
    var options = TuningOptions(checkpoints: checkpoints)
    options.limits = .isolated
    options.device = try chosenDevice()
    options.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
    (options.testBatchSize, options.logInterval, options.keep) = (testBatchSize, logInterval, keep)
    (options.resumes, options.beginsWithout) = (resume || resumeIfAny, resumeIfAny && !resume)
    options.checkpointSteps = checkpointSteps
    options.timeBudget = timeBudget?.seconds
    options.logs = logs
    return options
  }

  func chosenDevice() throws -> Device {
    if useCuda { return .cuda(0) }
    if device == "auto" { return Device.available.first ?? .cpu }
    guard let named = Device(name: device) else {
      throw ValidationError("There is no device \(device); choose auto, cpu, cuda, cuda:1 or mps.")
    }
    return named
  }

  /// Where libtorch computes features; nil for the CPU, where compiled nets are faster.
  ///
  /// - Parameter localRank: This process's number on its machine; nil where it is the only one.
  func featureDevice(localRank: Int?) throws -> Device? {
    switch try chosenDevice() {
    case .cpu: nil
    case .cuda(let index): .cuda(localRank ?? index)
    case .mps: device == "auto" ? nil : .mps
    }
  }

  private static func operations(_ text: String) -> (Int, Int)? {
    let parts = text.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let count = parts[0], let magnitude = parts[1], (0...14).contains(count),
      (0...30).contains(magnitude)
    else { return nil }
    return (count, magnitude)
  }
}
