import Corpus
import Imaging
import NeuralNetwork
import Support
import Torch

/// What every part of a fine-tuning run shares: the request, the net being trained, and its device.
///
/// Not `Sendable`: it belongs to the task that trains.
struct TuningContext {
  let tuner: Tuner
  let net: TrainingNet
  let device: Device
  /// The distributed run; nil for a single process.
  let group: ProcessGroup?
  /// The training images' classes, in their order.
  let labels: [Int]

  /// Throws `NetworkError`, `WeightsError`, `TorchError`, `TuningError.noSteps`.
  init(_ tuner: Tuner, device: Device, group: ProcessGroup?) throws {
    (self.tuner, self.device, self.group) = (tuner, device, group)
    labels = tuner.train.map(\.classIndex)
    net = try TrainingNet(
      tuner.network, weights: tuner.weights, plan: tuner.plan, classes: tuner.classes.count,
      classWeights: tuner.classWeights, device: device, group: group)
    guard labels.count <= tuner.plan.batchSize || tuner.plan.batchSize >= leastRows else {
      throw TuningError.noSteps(batchSize: tuner.plan.batchSize, least: leastRows)
    }
  }

  var options: TuningOptions { tuner.options }
  var progress: any ProgressReporter { tuner.progress }
  /// Whether this process writes files and speaks for all.
  var leads: Bool { rank == 0 }
  var rank: Int { group?.rank ?? 0 }
  var size: Int { group?.size ?? 1 }

  /// This process's share of so many rows.
  func share(of count: Int) -> Range<Int> { (count * rank / size)..<(count * (rank + 1) / size) }

  /// A batch's images on the device, [N, 3, side, side]. Throws `TorchError`.
  func tensor(of batch: ImageBatch) throws -> Tensor {
    let side = tuner.preprocessing.size
    return try Tensor(batch.values, shape: [batch.labels.count, 3, side, side], on: device)
  }
}

/// The rows of one step.
struct StepRows: Sendable {
  /// This process's.
  let mine: [ImageLoader.Row]
  /// Those of all processes.
  let all: [ImageLoader.Row]
}

extension TuningContext {
  /// Rows that a step needs: a process without any has no gradients to add, and batch norms have no std of one.
  private var leastRows: Int {
    let isAlone = tuner.plan.batchSize == 1 && (tuner.plan.frozenNorm || !tuner.network.hasBatchNorm)
    return max(size, isAlone ? 1 : 2)
  }

  /// The rows of each step of an epoch.
  func rows(of epoch: Int) -> [StepRows] {
    let plan = tuner.plan
    let balanced = plan.balance == .sampling
    let places = EpochOrder.places(
      labels: labels, classes: tuner.classes.count, epoch: epoch, seed: plan.seed, balanced: balanced)
    let all = places.enumerated().map { ImageLoader.Row(place: $1, draw: balanced ? $0 + labels.count : $1) }
    return stride(from: 0, to: all.count, by: plan.batchSize).compactMap { first in
      let rows = Array(all[first..<min(first + plan.batchSize, all.count)])
      guard rows.count >= leastRows || all.count <= plan.batchSize else { return nil }
      return StepRows(mine: Array(rows[share(of: rows.count)]), all: rows)
    }
  }

  /// A step in as many parts as memory needs; `accumulation` grows where it has too little.
  ///
  /// - Parameters:
  ///   - all: Rows of all processes.
  ///   - total: The sum of their weights in the loss.
  /// - Returns: The sum of this process's losses, on the device.
  /// - Throws: `TorchError`, `TuningError.outOfMemory`.
  func step(
    _ batch: ImageBatch, of all: Int, total: Double, rate: Double, number: Int, accumulation: inout Int
  ) throws -> Tensor {
    while true {
      // The same number of parts in every process, although shares differ by one: synced norms communicate in each
      // part.
      let parts = min(accumulation, max(1, all / size))
      do {
        return try net.step(
          images: tensor(of: batch), labels: batch.labels, parts: parts, total: total, rate: rate, number: number)
      } catch TorchError.outOfMemory where group == nil {
        guard accumulation < batch.labels.count else { throw TuningError.outOfMemory(device: "\(device)") }
        accumulation *= 2
        progress.note(
          "The memory of \(device) is too small for \(tuner.plan.batchSize) images at once; each batch is split into "
            + "\(accumulation) parts from now on.")
      }
    }
  }

  /// Scales the head if batch norms will be trained; frozen ones produce the features it was fitted to.
  func settleHead() async throws {
    guard !tuner.plan.frozenNorm, tuner.network.hasBatchNorm else { return }
    let loader = tuner.loader(tuner.train, tuner.plan.augmentation)
    var batches: [ImageBatch] = []
    for rows in rows(of: 0).prefix(4) { batches.append(try await loader.batch(rows.mine, epoch: 0)) }
    try net.settleHead(on: batches, size: tuner.preprocessing.size)
  }
}
