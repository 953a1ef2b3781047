import Artifact
import Corpus
import Foundation
import Inference
import NeuralNetwork
import Runtime
import Support
import Torch

/// Decides whether a run's net is computed in 8 bits, and measures the ranges for it.
struct EightBitStage {
  let options: TrainOptions
  let progress: any ProgressReporter

  /// The net with the ranges that it is computed in 8 bits with; without, where it isn't.
  ///
  /// Throws `TrainingError`, `ExchangeError`, `GroupError` and the engines' errors.
  func settled(_ net: FrozenNet, for parts: DataSet, _ common: CommonRun?) async throws -> FrozenNet {
    let wish = options.runtime.precision
    guard wish == .auto || wish == .int8, options.device == nil, options.tuning == nil else { return net }
    var net = net
    if let common {
      // Comparing is for one process; what was asked for is the same in all.
      if wish == .int8 { net.eightBits = try await common.shared { try await asked(net, parts) } }
    } else {
      net.eightBits = try await wish == .int8 ? asked(net, parts) : chosen(net, parts)
    }
    return net
  }

  /// The ranges, measured unless they are known; nil where the processor has no use for them.
  private func asked(_ net: FrozenNet, _ parts: DataSet) async throws -> EightBitRecord? {
    guard Precision.hasEightBits else {
      progress.note("The net isn't computed in int8: \(Precision.lacksEightBits).")
      return nil
    }
    let samples = RangePass.chosen(parts.samples(in: .train))
    let place = try await place(of: net, parts, samples)
    if let known = EightBitNote.read(place, for: net.network) { return known.record }
    let record = try await RangePass(net: net, options: options).measure(samples, progress: progress)
    EightBitNote(record: record, choice: nil).write(to: place)
    return record
  }

  /// The ranges where 8 bits are worth it; nil where they aren't, or where that can't be told or is of no use.
  private func chosen(_ net: FrozenNet, _ parts: DataSet) async throws -> EightBitRecord? {
    let (learnt, held) = (parts.samples(in: .train), parts.samples(in: .validation))
    let rows = learnt.count * options.trainingViews.count + held.count
    // Images that come and go are here once.
    guard rows >= PrecisionTrial.leastRows, Precision.hasEightBits, options.supply == nil else { return nil }
    let samples = RangePass.chosen(learnt)
    let place = try await place(of: net, parts, samples)
    if let known = EightBitNote.read(place, for: net.network), let choice = known.choice, choice.holds(forRows: rows) {
      progress.note(choice.sentence)
      return choice.takesEightBits ? known.record : nil
    }
    let trial = PrecisionTrial(net: net, options: options, progress: progress)
    guard let note = try await trial.run(parts, rows: rows, ranges: samples), let choice = note.choice else {
      return nil
    }
    progress.note(choice.sentence)
    note.write(to: place)
    return choice.takesEightBits ? note.record : nil
  }

  /// The choice depends on the validation images, too: of them as many stand for all.
  private func place(of net: FrozenNet, _ parts: DataSet, _ samples: [Sample]) async throws -> URL {
    let held = parts.samples(in: .validation)
    return try await EightBitNote.place(
      in: options.backboneCache, pipeline: CompiledBackbone.identity(net),
      counts: [parts.samples(in: .train).count, held.count], images: samples + RangePass.chosen(held),
      limits: options.limits)
  }
}

extension CommonRun {
  /// What the first process makes, in all processes.
  fileprivate func shared(_ make: () async throws -> EightBitRecord?) async throws -> EightBitRecord? {
    let word = "ranged"
    guard group.rank == 0 else {
      try await wait(for: [0], toLeave: word)
      return try JSONDecoder().decode(EightBitRecord?.self, from: Data(group.broadcast([])))
    }
    let record = try await make()
    try group.words.leave("ready", under: "\(word) 0")
    _ = try group.broadcast(Array(try JSONEncoder().encode(record)))
    return record
  }
}
