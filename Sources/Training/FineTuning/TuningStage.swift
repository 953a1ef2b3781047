import Artifact
import Corpus
import Foundation
import Inference
import NeuralNetwork
import Runtime
import Support
import Torch
import Weights

/// Fine-tuning as a stage of a training run: from the trained head to a better net, or back to the start.
struct TuningStage {
  let request: TuningRequest
  let options: TrainOptions
  let progress: any ProgressReporter
  let parts: DataSet
  let features: TrainingFeatures
  /// The distributed run; nil for a single process.
  let common: CommonRun?

  /// Returns the fine-tuned model, or the given one if validation finds none better.
  ///
  /// - Parameter precision: The precision that the engine chose for this processor.
  func improve(_ model: FittedModel, precision: Precision, stop: StopSignals?) async throws -> FittedModel {
    ProcessMemory.giveBack()
    let tuner = try tuner(from: model, precision: precision)
    let result = try await tuner.run(in: common?.group, stop: stop)
    ProcessMemory.giveBack()
    let before = result.state.start
    guard let weights = result.weights, let best = result.state.best, let epoch = result.state.bestEpoch else {
      progress.note(
        "Fine-tuning found nothing better on the validation split (\(before) before it): the net and "
          + "its head stay as they were.")
      var kept = model
      kept.plan = result.state.plan
      return kept
    }
    progress.note(
      "Fine-tuning's best epoch is \(epoch): \(best); before it: \(before).")
    return try await calibrated(weights, from: model, result.state)
  }

  private func tuner(from model: FittedModel, precision: Precision) throws -> Tuner {
    var plan = request.settledPlan(for: model.net.network, precision: precision)
    if request.choosesRate { plan.rate = try plan.gentleRate(for: features.train) }
    if plan.rate < request.plan.rate {
      progress.note(
        String(
          format: "The learning rate is %.2g: with %g the first steps would undo the head; --lr sets another.",
          plan.rate,
          request.plan.rate))
    }
    let bad = features.problems.map(\.file)
    let head = try HeadScale.settled(model.judged.classifier, on: features.train, smoothing: plan.smoothing)
    try common?.begin(
      CommonStart(
        plan: plan, unreadable: bad, dataHash: features.dataHash, classes: head.classes, features: head.features),
      head: head)
    return try Self.tuner(
      plan, request.options, net: model.net, head: head, parts: parts, unreadable: bad, dataHash: features.dataHash,
      progress: progress)
  }

  private static func tuner(
    _ plan: TuningPlan, _ options: TuningOptions, net: FrozenNet, head: LinearClassifier, parts: DataSet,
    unreadable: [String], dataHash: String, progress: any ProgressReporter
  ) throws -> Tuner {
    let bad = Set(unreadable)
    func readable(_ split: Split) -> [Sample] { parts.samples(in: split).filter { !bad.contains($0.path) } }
    let train = readable(.train)
    // A figure of a class that isn't learnt would say nothing.
    let learnt = Set(train.map(\.classIndex))
    let start = net.weights.arrays.merging(head.headWeights.arrays) { _, head in head }
    return Tuner(
      plan: plan, options: options, network: try net.network.withHead(classes: parts.classes.count),
      weights: WeightSet(start), preprocessing: net.preprocessing, classes: parts.classes,
      train: train, validation: readable(.validation).filter { learnt.contains($0.classIndex) }, dataHash: dataHash,
      progress: progress)
  }

  /// What every process but the first does: its share of each step.
  static func follow(
    _ request: TuningRequest, net: FrozenNet, parts: DataSet, common: CommonRun, stop: StopSignals?
  ) async throws {
    let (start, head) = try await common.awaitStart()
    let tuner = try tuner(
      start.plan, request.options, net: net, head: head, parts: parts, unreadable: start.unreadable,
      dataHash: start.dataHash, progress: SilentProgress())
    _ = try await tuner.run(in: common.group, stop: stop)
  }

  /// Calibrates the tuned net as the inference engine computes it.
  private func calibrated(
    _ weights: WeightSet, from model: FittedModel, _ state: TuningState
  ) async throws -> FittedModel {
    var tuned = weights.arrays
    let head = try LinearClassifier(headIn: weights)
    for name in tuned.keys where name.hasPrefix("\(Network.StandardOutput.head).") { tuned[name] = nil }
    let net = FrozenNet(model.net, tuned: WeightSet(tuned), hash: state.bestHash ?? "")
    let scratch = FileManager.default.temporaryDirectory.appending(path: "dogbreed-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let backbone = try await CompiledBackbone(net, runtime: options.runtime, cache: scratch).led(by: head)
    let store = try FeatureStore(folder: scratch, name: "looks", width: backbone.own.features)
    let pass = CommonPass(backbone, store: store, options: options, common: nil, progress: progress)
    let known = try await TrainingFeatures.neighbours(of: parts.samples(in: .train), through: pass)
    var looks = try await TrainingFeatures.calibration(of: parts.samples(in: .validation), through: pass).features
    looks.keep(Set(features.train.labels))
    let calibration = try Calibrator(
      options: options, classes: parts.classes, own: backbone.own, progress: progress
    ).calibrate(
      head, on: looks, kind: model.kind, neighbours: try KindNeighbours(of: known))
    let trained = TrainedHead(classifier: head, decay: model.head.decay, validation: nil)
    return FittedModel(
      net: net, head: trained, judged: trained, calibration: calibration, kind: model.kind,
      tuning: TuningRecord(
        recipe: state.plan.summary, epochs: state.epoch, bestEpoch: state.bestEpoch ?? 0,
        top1Before: state.start.top1, top1After: state.best?.top1 ?? 0),
      golden: try await backbone.goldenFeatures(limits: options.limits),
      plan: state.plan)
  }
}

extension TuningPlan {
  /// The options in readable form.
  package var summary: [String: String] {
    var all: [String: String] = [:]
    for child in Mirror(reflecting: self).children {
      if let label = child.label { all[label == "usesBF16" ? "halfPrecision" : label] = "\(child.value)" }
    }
    return all
  }
}
