import Foundation
import Support
import Torch
import Weights

/// Writes a run's checkpoints when it is time, and finds the one that a run resumes from.
struct CheckpointKeeper {
  private let context: TuningContext
  private let folder: CheckpointFolder
  private var begun: ContinuousClock.Instant
  private var last = ContinuousClock.now
  /// Seconds trained before the run was interrupted.
  private var secondsBefore = 0.0

  /// What the first process sends to the others if there is no checkpoint.
  private static let nothing: [UInt8] = [0]

  /// - Parameter begun: Since when the run lasts.
  /// - Throws: `TuningError.unwritable`.
  init(_ context: TuningContext, since begun: ContinuousClock.Instant) throws {
    (self.context, self.begun) = (context, begun)
    folder = try CheckpointFolder(context.options.checkpoints, keep: context.options.keep)
  }

  /// Seconds since the run began or resumed.
  var elapsed: Double { (.now - begun) / .seconds(1) }
  /// The checkpoints' location.
  var place: String { folder.folder.path }

  /// Begins to count the seconds of training.
  mutating func start(from state: TuningState) {
    (secondsBefore, begun, last) = (state.seconds, .now, .now)
  }

  /// Writes a checkpoint.
  mutating func save(_ state: inout TuningState) throws {
    state.seconds = secondsBefore + elapsed
    last = .now
    if context.leads { try folder.write(state, arrays: context.net.arrays) }
  }

  /// Whether it is time for a checkpoint within an epoch.
  func isDue(at step: Int) -> Bool {
    context.options.checkpointSteps.map { step % $0 == 0 }
      ?? (.now - last > .seconds(context.options.checkpointSeconds))
  }

  /// Keeps the weights as the best so far.
  func keepBest(_ state: inout TuningState) throws {
    guard context.leads else { return }
    (state.bestFile, state.bestHash) = try folder.writeBest(step: state.step, context.net.net.allTensors)
  }

  /// The best weights, read back; nil where none was better than the beginning.
  func bestWeights(of state: TuningState) throws -> WeightSet? {
    guard context.leads, let name = state.bestFile else { return nil }
    let file = try SafetensorsFile(folder.folder.appending(path: name))
    var arrays: [String: WeightArray] = [:]
    for name in file.names { arrays[name] = try file.array(name) }
    return WeightSet(arrays)
  }

  /// The state of the newest checkpoint, the net's arrays put back, where that is asked for and there is one.
  ///
  /// - Parameter fresh: The state of a run that begins, whose plan, data and net a checkpoint must have.
  /// - Throws: `TuningError.otherRun`, `TuningError.nothingToResume`.
  func restored(_ fresh: TuningState) throws -> TuningState? {
    guard context.options.resumes else { return nil }
    var bytes: [UInt8] = []
    var source: SafetensorsFile?
    if context.leads, let found = folder.newest() {
      for note in found.passedOver { context.progress.note(note) }
      try check(found.state, at: found.place, against: fresh)
      bytes = Array(try JSONEncoder().encode(found.state))
      source = found.arrays
      let isDone = found.state.epoch >= found.state.plan.epochs
      context.progress.note(
        isDone
          ? "\(found.place.path) holds a run whose \(found.state.epoch) epochs are all done; nothing more is trained."
          : "Resuming from \(found.place.path): epoch \(found.state.epoch + 1), step \(found.state.step).")
    } else if context.leads {
      guard context.options.beginsWithout else { throw TuningError.nothingToResume(folder: place) }
      bytes = Self.nothing
    }
    if let group = context.group { bytes = try group.broadcast(bytes) }
    if bytes == Self.nothing { return nil }
    let state = try JSONDecoder().decode(TuningState.self, from: Data(bytes))
    if let source { try context.net.restore(source) }
    try context.group?.broadcast(context.net.arrays.sorted { $0.key < $1.key }.map(\.value))
    return state
  }

  /// Throws `TuningError.otherRun` for a checkpoint of another plan, other data or another net.
  private func check(_ found: TuningState, at place: URL, against fresh: TuningState) throws(TuningError) {
    var wanted = fresh.plan
    if context.options.timeBudget != nil { wanted.epochs = found.plan.epochs }
    if context.options.findsRate { wanted.rate = found.plan.rate }
    guard found.plan == wanted else {
      throw .otherRun(checkpoint: place.path, what: found.plan.difference(to: wanted))
    }
    guard found.dataHash == fresh.dataHash else {
      throw .otherRun(checkpoint: place.path, what: "other images or classes")
    }
    guard found.net == fresh.net else {
      throw .otherRun(checkpoint: place.path, what: "another initial net or head")
    }
  }
}

extension TuningPlan {
  /// Names what is otherwise in another plan.
  func difference(to other: TuningPlan) -> String {
    let names = zip(Mirror(reflecting: self).children, Mirror(reflecting: other).children).compactMap { old, new in
      "\(old.value)" == "\(new.value)" ? nil : "\(old.label ?? "?") \(old.value), not \(new.value)"
    }
    return names.joined(separator: "; ")
  }
}
