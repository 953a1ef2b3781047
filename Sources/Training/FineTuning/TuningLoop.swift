import Foundation
import Support
import Taxonomy
import Torch

/// One fine-tuning run: epochs of steps, each epoch evaluated and saved.
final class TuningLoop {
  private let context: TuningContext
  private let stop: StopSignals?
  private var keeper: CheckpointKeeper
  private var state: TuningState
  private var log: RunLog?
  private var forecast = StepForecast()
  /// How long a validation takes; 0 where none was timed yet.
  private var validationSeconds = 0.0
  /// Seconds before the first epoch.
  private var preparation = 0.0
  private var progress: any ProgressReporter { context.progress }
  private var plan: TuningPlan { state.plan }

  init(_ tuner: Tuner, device: Device, group: ProcessGroup?, stop: StopSignals?) throws {
    let begun = ContinuousClock.now
    self.stop = stop
    context = try TuningContext(tuner, device: device, group: group)
    keeper = try CheckpointKeeper(context, since: begun)
    state = TuningState(
      plan: tuner.plan, dataHash: tuner.dataHash, net: tuner.netIdentity,
      accumulation: tuner.plan.accumulation, start: ValidationFigures(top1: 0, loss: .infinity, images: 0))
  }

  /// Trains to the end of the plan; throws what training throws.
  func run() async throws -> Tuner.Result {
    if let restored = try keeper.restored(state) { state = restored } else { try await begin() }
    keeper.start(from: state)
    if context.leads, let logs = context.options.logs {
      log = try RunLog(
        logs, plan: plan.logged, classes: context.tuner.classes.map(\.id), upTo: state.step, history: state.history)
    }
    try keeper.save(&state)
    while state.epoch < plan.epochs, !isOver {
      let before = state.seconds
      try await epoch()
      try planAgain(epoch: state.seconds - before)
    }
    try log?.finish(
      RunSummary(epochs: state.epoch, bestEpoch: state.bestEpoch, best: state.best, seconds: state.seconds))
    return try Tuner.Result(state: state, weights: keeper.bestWeights(of: state))
  }

  /// Measures what the run begins with, and settles what depends on it.
  private func begin() async throws {
    let from = ContinuousClock.now
    state.start = try await context.validate().figures
    validationSeconds = from.duration(to: .now) / .seconds(1)
    let numbers = plan.usesBF16 ? "bf16" : "f32"
    progress.note("Before fine-tuning, in \(numbers) on \(context.device): \(state.start).")
    try await context.settleHead()
    guard let budget = context.options.timeBudget else { return }
    state.plan.epochs = try await context.epochs(
      within: budget, validation: keeper.elapsed, accumulation: &state.accumulation)
    preparation = keeper.elapsed
  }

  /// Drops the epochs that no time is left for, judging by the last one; the rate's schedule ends with the new last epoch.
  private func planAgain(epoch seconds: Double) throws {
    guard let budget = context.options.timeBudget, state.epoch < plan.epochs else { return }
    var epochs = TimeBudget.epochs(
      planned: plan.epochs, done: state.epoch, elapsed: preparation + state.seconds, epoch: seconds, within: budget)
    // All processes stop after the same one.
    if let group = context.group { epochs = Int(try group.allReduce([context.leads ? Double(epochs) : 0])[0]) }
    guard epochs < plan.epochs else { return }
    progress.note(
      String(
        format: "An epoch took %.0f s, so %d instead of %d fit into %.0f s.", seconds, epochs, plan.epochs, budget))
    state.plan.epochs = epochs
    try keeper.save(&state)
  }

  /// Whether too many epochs have passed without a better one.
  private var isOver: Bool {
    guard let patience = plan.patience, let last = state.history.last else { return false }
    return last.epoch - (state.bestEpoch ?? 0) >= patience
  }

  private func epoch() async throws {
    let rows = context.rows(of: state.epoch)
    let (loader, number) = (context.tuner.loader(context.tuner.train, plan.augmentation), state.epoch)
    let queue = BatchQueue(from: state.stepInEpoch, to: rows.count, ahead: 3) {
      try await loader.batch(rows[$0].mine, epoch: number)
    }
    progress.begin("epoch \(state.epoch + 1) of \(plan.epochs)", total: rows.count)
    var pace = Pace()
    let losses = try Tensor.zeros([], on: context.device)
    var rate = 0.0
    while true {
      let asked = ContinuousClock.now
      guard let batch = try await queue.next() else { break }
      pace.waited += .now - asked
      rate = self.rate(steps: rows.count)
      try step(batch, rows[state.stepInEpoch], rate: rate, losses)
      pace.shown += rows[state.stepInEpoch - 1].all.count
      foretell(steps: rows.count)
      if state.step % context.options.logInterval == 0 || state.stepInEpoch == rows.count {
        try gather(losses)
        try log?.step(state, rate: rate)
      }
      progress.advance(to: state.stepInEpoch, of: rows.count)
      try heed(steps: rows.count, losses)
    }
    pace.end()
    try await judge(rate: rate, pace)
  }

  /// Says how long the run takes, once that can be told.
  private func foretell(steps: Int) {
    let epochs = plan.epochs - state.epoch
    let sentence = forecast.stepped(
      left: epochs * steps - state.stepInEpoch, validations: (count: epochs, seconds: validationSeconds))
    if let sentence { progress.note(sentence) }
  }

  /// The learning rate of the step that comes next.
  private func rate(steps: Int) -> Double {
    plan.rate
      * plan.schedule.factor(
        at: state.step, of: plan.epochs * steps, warmUp: Int(plan.warmUpEpochs * Double(steps)), epoch: steps)
  }

  /// One step; its loss is added to `losses` on the device.
  private func step(_ batch: ImageBatch, _ rows: StepRows, rate: Double, _ losses: Tensor) throws {
    if state.stepInEpoch == 0 { try show(batch) }
    let total = context.net.weight(of: rows.all.map { context.labels[$0.place] })
    try losses.accumulate(
      context.step(
        batch, of: rows.all.count, total: total, rate: rate, number: state.step + 1,
        accumulation: &state.accumulation))
    state.stepInEpoch += 1
    state.step += 1
    state.lossCount += rows.all.count
  }

  /// Logs some of an epoch's first images as the net sees them.
  private func show(_ batch: ImageBatch) throws {
    guard let log, !batch.labels.isEmpty else { return }
    try log.image(
      "training/pictures", BatchImage.png(batch, context.tuner.preprocessing), step: state.step)
  }

  /// Adds the losses gathered on the device to the state.
  private func gather(_ losses: Tensor) throws {
    var sum = try losses.scalar()
    try losses.rescale(by: 0)
    if let group = context.group { sum = try group.allReduce([sum])[0] }
    guard sum.isFinite else { throw TuningError.diverged(step: state.step) }
    state.lossSum += sum
  }

  /// Writes a checkpoint when it is due, and stops when a signal asks for it.
  private func heed(steps: Int, _ losses: Tensor) throws {
    var wanted = Double(stop?.signalHeard ?? 0)
    var isDue = keeper.isDue(at: state.step)
    if let group = context.group {
      // All stop or write at the same step; rank 0 decides when.
      let words = try group.allReduce([wanted, context.leads && isDue ? 1 : 0])
      if words[0] > 0, wanted == 0 { wanted = Double(SIGTERM) }
      isDue = words[1] > 0
    }
    guard wanted > 0 || (isDue && state.stepInEpoch < steps) else { return }
    try gather(losses)
    try keeper.save(&state)
    guard wanted > 0 else { return }
    try log?.flush()
    throw TuningError.stopped(signal: Int32(wanted), checkpoint: keeper.place)
  }

  /// Evaluates the epoch on the validation split, keeps it if it is the best, and writes the checkpoint.
  private func judge(rate: Double, _ pace: Pace) async throws {
    try context.net.average?.exchange()
    let (figures, confusion) = try await context.validate()
    log?.confusion = confusion
    state.epoch += 1
    state.stepInEpoch = 0
    if figures.isBetter(than: state.best ?? state.start) {
      (state.best, state.bestEpoch) = (figures, state.epoch)
      try keeper.keepBest(&state)
    }
    try context.net.average?.exchange()
    let entry = EpochFigures(
      epoch: state.epoch, step: state.step, rate: rate, trainingLoss: state.lossSum / Double(max(state.lossCount, 1)),
      validation: figures, imagesPerSecond: pace.imagesPerSecond, waiting: pace.waiting, seconds: pace.seconds)
    state.history.append(entry)
    (state.lossSum, state.lossCount) = (0, 0)
    try log?.epoch(entry, start: state.start)
    progress.note(
      String(
        format: "epoch %d: training loss %.4f, %@, %.1f images per second, %.0f %% of the time waiting for images",
        entry.epoch, entry.trainingLoss, "\(figures)", pace.imagesPerSecond, pace.waiting * 100))
    try keeper.save(&state)
    // Fragmented free memory would grow with the epochs.
    ProcessMemory.giveBack()
  }
}

/// How fast an epoch goes.
private struct Pace {
  private let from = ContinuousClock.now
  private var taken = Duration.zero
  /// Time in which the device waited for images.
  var waited = Duration.zero
  /// Images shown, over all processes.
  var shown = 0

  mutating func end() { taken = .now - from }

  var seconds: Double { taken / .seconds(1) }
  var imagesPerSecond: Double { Double(shown) / max(seconds, 1e-9) }
  /// The share of the time spent waiting.
  var waiting: Double { waited / max(taken, .nanoseconds(1)) }
}
