import Foundation
import Support
import Torch

/// How many epochs a time is enough for.
enum TimeBudget {
  /// The planned epochs, less those for which no time is left.
  ///
  /// - Parameters:
  ///   - done: Epochs that are over.
  ///   - elapsed: Seconds since the run began.
  ///   - epoch: Seconds that the last one took, validation included.
  static func epochs(
    planned: Int, done: Int, elapsed: Double, epoch: Double, within seconds: Double
  ) -> Int {
    let left = max(seconds - elapsed, 0) / max(epoch, 1e-9)
    // A twentieth over counts as fitting: no two epochs take the same time.
    return min(planned, done + Int(min(left + 0.05, Double(planned))))
  }
}

extension TuningContext {
  /// As many epochs as fit into a time, by the time of a few steps that change nothing.
  ///
  /// - Parameters:
  ///   - seconds: The time there is.
  ///   - validation: Seconds that a validation takes.
  ///   - accumulation: Grows where memory is too small for a batch.
  func epochs(within seconds: Double, validation: Double, accumulation: inout Int) async throws -> Int {
    let rows = rows(of: 0)
    let step = try await stepTime(rows, accumulation: &accumulation)
    let epoch = step * Double(rows.count) + validation
    var epochs = max(1, Int((seconds - 2 * validation) * 0.95 / epoch))
    if let group { epochs = Int(try group.allReduce([leads ? Double(epochs) : 0])[0]) }
    progress.note(
      String(
        format: "A step takes %.2f s and an epoch %.0f s: %d epochs fit into %.0f s.", step, epoch, epochs, seconds))
    if epoch > seconds { progress.note("Not even one epoch fits; training one anyway.") }
    return epochs
  }

  /// Seconds of a usual step.
  private func stepTime(_ rows: [StepRows], accumulation: inout Int) async throws -> Double {
    let loader = tuner.loader(tuner.train, tuner.plan.augmentation)
    let kept = try net.arrays.mapValues { (tensor) throws(TorchError) in try tensor.detached().copy() }
    var times: [Double] = []
    for rows in rows.prefix(4) {
      let batch = try await loader.batch(rows.mine, epoch: 0)
      let from = ContinuousClock.now
      _ = try step(
        batch, of: rows.all.count, total: Double(rows.all.count), rate: 0, number: 1, accumulation: &accumulation)
      times.append((.now - from) / .seconds(1))
    }
    for (name, tensor) in net.arrays { if let before = kept[name] { try tensor.detached().assign(before) } }
    // The first step includes setup.
    return times.dropFirst().sorted().dropFirst(max(times.count - 1, 0) / 2).first ?? times.first ?? 1
  }
}
