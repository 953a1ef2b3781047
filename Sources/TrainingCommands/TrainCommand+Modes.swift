import Commands
import Foundation
import Runtime
import Training

/// Which options a training uses: most of fine-tuning's have no effect on a head on cached features.
extension TrainCommand: ModalOptions {
  var modes: [OptionMode] {
    let environment = ProcessInfo.processInfo.environment
    // Processes started by another one, which has noted it, and all of torchrun's but the first.
    if let rank = environment["RANK"], rank != "0" || tune.processes > 1 { return [] }
    return labels.modes + headModes + tuningModes(isDistributed: environment["RANK"] != nil)
  }

  private var tunes: Bool { everyday.tunes }

  /// Whether each image is read once, in any order, so that prepared shards needn't all be on this machine.
  var readsOnce: Bool {
    !tunes && !runOptions.groupDuplicates && !runOptions.keepsThumbnails && labels.labels == nil && !labels.cropToBox
      && engine.precision != .int8
  }
  private var usesAdam: Bool { (head.head ?? everyday.recipe.head) == .adam }
  private static let tuning = "without --tune full or --tune last:N"

  private var headModes: [OptionMode] {
    [
      OptionMode(
        "batch-size", "lr", isUsed: tunes || usesAdam, "without --tune full, --tune last:N or --head adam"),
      OptionMode(
        "epochs", isUsed: tunes && tune.timeBudget == nil || usesAdam,
        tunes ? "with --time-budget, which chooses them" : "without --tune full, --tune last:N or --head adam"),
      OptionMode(
        "beta1", "beta2", isUsed: usesAdam || tunes && tune.optimizer != .sgd,
        "without --head adam, or --tune and --optimizer adam or adamw"),
      OptionMode("weight-decay", isUsed: !usesAdam, "with --head adam"),
      OptionMode("weights", isUsed: !backbone.randomWeights, "with --random-weights"),
      OptionMode(
        "read-ahead", isUsed: readsOnce && everyday.sources.data.contains(where: Remote.isAddress),
        readsOnce
          ? "without --data at a gs:// or s3:// URL"
          : "with --tune, --group-duplicates, --index-thumbnails, --labels, --crop-to-box or --precision int8, for which all images are brought here"
      ),
      OptionMode("group-duplicates", isUsed: everyday.validation > 0, "with --validation 0"),
    ]
  }

  private func tuningModes(isDistributed: Bool) -> [OptionMode] {
    let moves = tunes && !tune.freezeNorm
    let epochs = everyday.epochs ?? 5
    return [
      OptionMode(
        "optimizer", "schedule", "layer-decay", "tune-weight-decay", "label-smoothing", "mixup", "cutmix",
        "ema", "drop-path", "freeze-norm", "clip", "accumulate", isUsed: tunes, Self.tuning),
      OptionMode(
        "patience", isUsed: tunes && (tune.timeBudget != nil || tune.patience ?? 0 < epochs),
        tunes ? "in \(epochs) epochs" : Self.tuning),
      OptionMode(
        "warm-up", isUsed: tunes && tune.schedule != .oneCycle,
        tunes ? "with --schedule one-cycle, which has its own" : Self.tuning),
      OptionMode("augment", "crop-scale", "rand-augment", "erasing", isUsed: tunes, Self.tuning),
      OptionMode(
        "time-budget", "workers", "test-batch-size", "log-interval", "keep", "checkpoint-steps", "resume-if-any",
        isUsed: tunes, Self.tuning),
      OptionMode("device", isUsed: !tune.useCuda, "with --use-cuda"),
      OptionMode(
        "momentum", isUsed: tunes && tune.optimizer == .sgd, tunes ? "without --optimizer sgd" : Self.tuning),
      OptionMode("norm-momentum", isUsed: moves, tunes ? "with --freeze-norm" : Self.tuning),
      OptionMode(
        "sync-norm", isUsed: moves && (tune.processes > 1 || isDistributed),
        !tunes ? Self.tuning : moves ? "in a single process" : "with --freeze-norm"),
    ]
  }
}
