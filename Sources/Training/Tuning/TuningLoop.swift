import Corpus
import Features
import Foundation
import Imaging
import NeuralNetwork
import Support
import Taxonomy
import Torch
import Weights

/// One run of fine-tuning under way: epochs of steps, each epoch judged and kept.
final class TuningLoop {
  private let tuner: Tuner
  private let group: ProcessGroup?
  private let stop: StopSignals?
  private let device: Device
  private let folder: CheckpointFolder
  private let net: TrainingNet
  private let labels: [Int]
  private var plan: TuningPlan
  private var state: TuningState
  private var log: RunLog?
  private var begun = ContinuousClock.now
  private var secondsBefore = 0.0
  private var lastCheckpoint = ContinuousClock.now
  private var options: TuningOptions { tuner.options }
  private var progress: any ProgressReporter { tuner.progress }
  private var leads: Bool { (group?.rank ?? 0) == 0 }

  init(_ tuner: Tuner, device: Device, group: ProcessGroup?, stop: StopSignals?) throws {
    (self.tuner, self.group, self.stop, self.device, plan) = (tuner, group, stop, device, tuner.plan)
    labels = tuner.train.map(\.classIndex)
    folder = try CheckpointFolder(tuner.options.checkpoints, keep: tuner.options.keep)
    net = try TrainingNet(
      tuner.network, weights: tuner.weights, plan: tuner.plan, classes: tuner.classes.count,
      classWeights: tuner.classWeights, device: device, group: group)
    state = TuningState(
      plan: tuner.plan, dataHash: tuner.dataHash, net: tuner.netIdentity,
      accumulation: tuner.plan.accumulation, start: ValidationFigures(top1: 0, loss: .infinity, images: 0))
  }

  func run() async throws -> Tuner.Result {
    if try !restore() {
      state.start = try await validate()
      let numbers = plan.halfPrecision ? "bf16" : "f32"
      progress.note("Before fine-tuning, in \(numbers) on \(device): \(Self.text(state.start)).")
      try await settleHead()
      if let budget = options.timeBudget { try await planEpochs(within: budget) }
    }
    plan = state.plan
    secondsBefore = state.seconds
    begun = .now
    lastCheckpoint = .now
    if leads, let logs = options.logs {
      log = try RunLog(
        logs, plan: plan, classes: tuner.classes.map(\.id), upTo: state.step, history: state.history)
    }
    try save()
    while state.epoch < plan.epochs, !isOver() {
      try await epoch()
    }
    try log?.finish(state)
    return try Tuner.Result(state: state, weights: bestWeights())
  }

  /// What the first process tells the others where there is no checkpoint.
  private static let nothing: [UInt8] = [0]

  /// Goes on from the newest checkpoint where that is asked for.
  private func restore() throws -> Bool {
    guard options.resumes else { return false }
    var bytes: [UInt8] = []
    var source: SafetensorsFile?
    if leads, let found = folder.newest() {
      for note in found.passedOver { progress.note(note) }
      var wanted = state.plan
      if options.timeBudget != nil { wanted.epochs = found.state.plan.epochs }
      if options.findsRate { wanted.rate = found.state.plan.rate }
      guard found.state.plan == wanted else {
        throw TuningError.otherRun(checkpoint: found.place.path, what: Difference.text(found.state.plan, wanted))
      }
      guard found.state.dataHash == state.dataHash else {
        throw TuningError.otherRun(checkpoint: found.place.path, what: "other photographs or classes")
      }
      guard found.state.net == state.net else {
        throw TuningError.otherRun(checkpoint: found.place.path, what: "another net or head to begin with")
      }
      bytes = Array(try JSONEncoder().encode(found.state))
      source = found.arrays
      progress.note("Going on from \(found.place.path): epoch \(found.state.epoch + 1), step \(found.state.step).")
    } else if leads {
      guard options.beginsWithout else { throw TuningError.nothingToResume(folder: folder.folder.path) }
      bytes = Self.nothing
    }
    if let group { bytes = try group.takeOver(bytes) }
    if bytes == Self.nothing { return false }
    state = try JSONDecoder().decode(TuningState.self, from: Data(bytes))
    if let source { try net.restore(source) }
    try group?.takeOver(net.arrays.sorted { $0.key < $1.key }.map(\.value))
    return true
  }

  /// Scales the head where batch norms are about to move; frozen ones make the features it was fitted to.
  private func settleHead() async throws {
    guard !plan.frozenNorm, tuner.network.hasBatchNorm else { return }
    let loader = tuner.loader(tuner.train, plan.augmentation)
    var batches: [PictureBatch] = []
    for rows in rows(of: 0).prefix(4) { batches.append(try await loader.batch(rows.mine, epoch: 0)) }
    try net.settleHead(on: batches, size: tuner.preprocessing.size)
  }

  private func isOver() -> Bool {
    guard let patience = plan.patience, let last = state.history.last else { return false }
    return last.epoch - (state.bestEpoch ?? 0) >= patience
  }

  // MARK: Epochs

  private func epoch() async throws {
    let rows = rows(of: state.epoch)
    let steps = rows.count
    let (loader, number) = (tuner.loader(tuner.train, plan.augmentation), state.epoch)
    let queue = BatchQueue(from: state.stepInEpoch, to: steps, ahead: 3) {
      try await loader.batch(rows[$0].mine, epoch: number)
    }
    progress.begin("epoch \(state.epoch + 1) of \(plan.epochs)", total: steps)
    let from = ContinuousClock.now
    var waited = Duration.zero
    var shown = 0
    let losses = try Tensor.zeros([], on: device)
    var rate = 0.0
    while true {
      let asked = ContinuousClock.now
      guard let batch = try await queue.next() else { break }
      waited += .now - asked
      rate =
        plan.rate
        * plan.schedule.factor(
          at: state.step, of: plan.epochs * steps, warmUp: Int(plan.warmUpEpochs * Double(steps)), epoch: steps)
      if state.stepInEpoch == 0 { try show(batch) }
      let all = rows[state.stepInEpoch].all
      let total = net.weight(of: all.map { labels[$0.place] })
      try losses.accumulate(step(batch, of: all.count, total: total, rate: rate))
      state.stepInEpoch += 1
      state.step += 1
      state.lossCount += rows[state.stepInEpoch - 1].all.count
      shown += rows[state.stepInEpoch - 1].all.count
      if state.step % options.logInterval == 0 || state.stepInEpoch == steps {
        try take(losses)
        try log?.step(state, rate: rate)
      }
      let share = waited / (.now - from)
      progress.advance(to: state.stepInEpoch, of: steps)
      try heed(steps: steps, losses, waiting: share)
    }
    let seconds = (.now - from) / .seconds(1)
    try await judge(
      rate: rate, imagesASecond: Double(shown) / max(seconds, 1e-9), waiting: waited / (.now - from), seconds: seconds)
  }

  /// Logs some of an epoch's first pictures as the net is shown them.
  private func show(_ batch: PictureBatch) throws {
    guard let log, !batch.labels.isEmpty else { return }
    try log.picture("training/pictures", BatchPicture.png(batch, tuner.preprocessing), step: state.step)
  }

  /// This process's rows and all rows of each step.
  private func rows(of epoch: Int) -> [(mine: [PictureLoader.Row], all: [PictureLoader.Row])] {
    let balanced = plan.balance == .sampling
    let places = EpochOrder.places(
      labels: labels, classes: tuner.classes.count, epoch: epoch, seed: plan.seed, balanced: balanced)
    let all = places.enumerated().map { PictureLoader.Row(place: $1, draw: balanced ? $0 + labels.count : $1) }
    let (size, rank) = (group?.size ?? 1, group?.rank ?? 0)
    return stride(from: 0, to: all.count, by: plan.batchSize).compactMap { first in
      let rows = Array(all[first..<min(first + plan.batchSize, all.count)])
      // A process without rows has no gradients to add, and one row has no deviation to normalise by.
      guard rows.count >= max(size, 2) || all.count <= plan.batchSize else { return nil }
      return (Array(rows[(rows.count * rank / size)..<(rows.count * (rank + 1) / size)]), rows)
    }
  }

  /// A step, in more parts where memory doesn't do.
  private func step(_ batch: PictureBatch, of all: Int, total: Double, rate: Double) throws -> Tensor {
    let size = tuner.preprocessing.size
    while true {
      // As many parts in every process, although shares differ by one: synced norms meet in each part.
      let parts = min(state.accumulation, max(1, all / (group?.size ?? 1)))
      do {
        let pictures = try Tensor(batch.values, shape: [batch.labels.count, 3, size, size], on: device)
        return try net.step(
          pictures: pictures, labels: batch.labels, parts: parts, total: total, rate: rate,
          number: state.step + 1)
      } catch TorchError.outOfMemory where group == nil {
        guard state.accumulation < batch.labels.count else { throw TuningError.outOfMemory(device: "\(device)") }
        state.accumulation *= 2
        progress.note(
          "The memory of \(device) is too small for \(plan.batchSize) pictures at once; each batch goes through in "
            + "\(state.accumulation) parts from here on.")
      }
    }
  }

  /// Adds the losses gathered on the device to the state.
  private func take(_ losses: Tensor) throws {
    var sum = try losses.scalar()
    try losses.rescale(by: 0)
    if let group { sum = try group.sum([sum])[0] }
    guard sum.isFinite else { throw TuningError.diverged(step: state.step) }
    state.lossSum += sum
  }

  /// Writes a checkpoint when it is time, and ends when a signal asks for it.
  private func heed(steps: Int, _ losses: Tensor, waiting: Double) throws {
    var wanted = Double(stop?.signalHeard ?? 0)
    var isDue =
      options.checkpointSteps.map { state.step % $0 == 0 }
      ?? (.now - lastCheckpoint > .seconds(options.checkpointSeconds))
    if let group {
      // All end or write at the same step; whether it is time is rank 0's to say.
      let words = try group.sum([wanted, leads && isDue ? 1 : 0])
      if words[0] > 0, wanted == 0 { wanted = Double(SIGTERM) }
      isDue = words[1] > 0
    }
    guard wanted > 0 || (isDue && state.stepInEpoch < steps) else { return }
    try take(losses)
    try save()
    guard wanted > 0 else { return }
    try log?.flush()
    throw TuningError.stopped(signal: Int32(wanted), checkpoint: folder.folder.path)
  }

  private func save() throws {
    state.seconds = secondsBefore + (.now - begun) / .seconds(1)
    lastCheckpoint = .now
    if leads { try folder.write(state, arrays: net.arrays) }
  }

  /// Judges the epoch by the validation part, keeps it if it is the best, and writes the checkpoint.
  private func judge(rate: Double, imagesASecond: Double, waiting: Double, seconds: Double) async throws {
    try net.average?.exchange()
    let figures = try await validate()
    state.epoch += 1
    state.stepInEpoch = 0
    if figures.isBetter(than: state.best ?? state.start) {
      (state.best, state.bestEpoch) = (figures, state.epoch)
      if leads { (state.bestFile, state.bestHash) = try folder.writeBest(step: state.step, net.net.allTensors) }
    }
    try net.average?.exchange()
    let entry = EpochFigures(
      epoch: state.epoch, step: state.step, rate: rate, trainingLoss: state.lossSum / Double(max(state.lossCount, 1)),
      validation: figures, imagesASecond: imagesASecond, waiting: waiting, seconds: seconds)
    state.history.append(entry)
    (state.lossSum, state.lossCount) = (0, 0)
    try log?.epoch(entry, start: state.start)
    progress.note(
      String(
        format: "epoch %d: training loss %.4f, %@, %.1f pictures a second, %.0f %% of the time waiting for pictures",
        entry.epoch, entry.trainingLoss, Self.text(figures), imagesASecond, waiting * 100))
    try save()
    // What lies free between pieces that stay would grow with the epochs.
    ProcessMemory.giveBack()
  }

  // MARK: Validation

  private func validate() async throws -> ValidationFigures {
    let samples = tuner.validation
    let (size, rank) = (group?.size ?? 1, group?.rank ?? 0)
    let mine = Array(samples[(samples.count * rank / size)..<(samples.count * (rank + 1) / size)])
    let (loader, width) = (tuner.loader(mine, .none), options.testBatchSize)
    let count = (mine.count + width - 1) / width
    let queue = BatchQueue(from: 0, to: count, ahead: 3) { number in
      let rows = (number * width)..<min((number + 1) * width, mine.count)
      return try await loader.batch(rows.map { .init(place: $0, draw: $0) }, epoch: 0)
    }
    var (right, loss) = (0.0, 0.0)
    var confusion = ConfusionCounts(classes: tuner.classes.count)
    progress.begin("validation pictures", total: mine.count)
    var seen = 0
    let side = tuner.preprocessing.size
    while let batch = try await queue.next() {
      let (guesses, sum) = try withoutGradients { () throws -> ([Int64], Double) in
        let pictures = try Tensor(batch.values, shape: [batch.labels.count, 3, side, side], on: device)
        let logits = try net.forward(pictures, mode: .evaluation)
        let targets = try Tensor(batch.labels.map(Int64.init), on: device)
        let mean = try logits.crossEntropy(targets).scalar()
        return (try logits.argmax(along: 1).to(.cpu).values(), mean * Double(batch.labels.count))
      }
      for (label, guess) in zip(batch.labels, guesses) {
        if label == Int(guess) { right += 1 }
        confusion.add(label: label, guess: Int(guess))
      }
      loss += sum
      seen += batch.labels.count
      progress.advance(to: seen, of: mine.count)
    }
    if let group {
      let sums = try group.sum([right, loss])
      (right, loss) = (sums[0], sums[1])
      confusion.counts = try group.sum(confusion.counts)
    }
    log?.confusion = confusion
    let total = Double(max(samples.count, 1))
    return ValidationFigures(top1: right / total, loss: loss / total, images: samples.count)
  }

  /// The best weights, read back; nil where none was better than the beginning.
  private func bestWeights() throws -> WeightSet? {
    guard leads, let name = state.bestFile else { return nil }
    let file = try SafetensorsFile(folder.folder.appending(path: name))
    var arrays: [String: WeightArray] = [:]
    for name in file.names { arrays[name] = try file.array(name) }
    return WeightSet(arrays)
  }

  // MARK: Time

  /// Chooses as many epochs as fit, by the time of a few steps that change nothing.
  private func planEpochs(within seconds: Double) async throws {
    let rows = rows(of: 0)
    let trial = min(4, rows.count)
    let validation = (.now - begun) / .seconds(1)
    let loader = tuner.loader(tuner.train, plan.augmentation)
    let kept = try net.arrays.mapValues { (tensor) throws(TorchError) in try tensor.detached().copy() }
    var times: [Double] = []
    for number in 0..<trial {
      let batch = try await loader.batch(rows[number].mine, epoch: 0)
      let from = ContinuousClock.now
      _ = try step(batch, of: rows[number].all.count, total: Double(rows[number].all.count), rate: 0)
      times.append((.now - from) / .seconds(1))
    }
    for (name, tensor) in net.arrays { if let before = kept[name] { try tensor.detached().assign(before) } }
    // The first step also sets things up.
    let step = times.dropFirst().sorted().dropFirst(max(times.count - 1, 0) / 2).first ?? times.first ?? 1
    let epoch = step * Double(rows.count) + validation
    var epochs = max(1, Int((seconds - 2 * validation) * 0.95 / epoch))
    if let group { epochs = Int(try group.sum([leads ? Double(epochs) : 0])[0]) }
    state.plan.epochs = epochs
    progress.note(
      String(
        format: "A step takes %.2f s and an epoch %.0f s: %d epochs fit into %.0f s.", step, epoch, epochs, seconds))
    if epoch > seconds { progress.note("Not even one epoch fits; one is trained all the same.") }
  }

  static func text(_ figures: ValidationFigures) -> String {
    String(format: "validation top-1 %.2f %%, loss %.4f", figures.top1 * 100, figures.loss)
  }
}

/// How often each class was taken for each: row by row, truth by guess.
struct ConfusionCounts {
  let classes: Int
  var counts: [Double]

  init(classes: Int) {
    self.classes = classes
    counts = [Double](repeating: 0, count: classes * classes)
  }

  mutating func add(label: Int, guess: Int) { counts[label * classes + guess] += 1 }
}

/// Names what differs between two plans.
enum Difference {
  static func text(_ old: TuningPlan, _ new: TuningPlan) -> String {
    let names = zip(Mirror(reflecting: old).children, Mirror(reflecting: new).children).compactMap { old, new in
      "\(old.value)" == "\(new.value)" ? nil : "\(old.label ?? "?") \(old.value), not \(new.value)"
    }
    return names.joined(separator: "; ")
  }
}
