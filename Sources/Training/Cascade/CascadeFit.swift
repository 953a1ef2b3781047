import Artifact
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Support
import Taxonomy
import Weights

/// Chooses which of a model's nets and looks may answer an image alone, and from when on.
///
/// A stage is a small model: one net at one look with a head and thresholds of its own, or all nets at one look with the
/// model's head. All are judged on validation images that none of their heads has learnt from.
struct CascadeFit {
  let options: TrainOptions
  let classes: [ClassName]
  let progress: any ProgressReporter

  /// Fewer images can't show that one in a thousand isn't lost.
  static let leastImages = 500
  /// A cascade that takes more of the work isn't worth having.
  static let mostWork = 0.85

  /// Nil, with a note where a cascade was asked for, if there is none that keeps what all nets and looks keep.
  func fit(_ taken: ComputedFeatures, _ model: FittedModel) throws -> FittedCascade? {
    guard options.cascade != false else { return nil }
    let looks = model.calibration.looks.count
    let names = model.net.backbones.map(\.name)
    guard names.count > 1 || looks > 1 else {
      return none("one look of one net is all that the model takes", of: options.cascade == true)
    }
    let images = taken.features.calibration.looks.first?.count ?? 0
    guard images >= Self.leastImages else {
      return none(
        "\(images) validation images can't show that nothing is lost, and \(Self.leastImages) are needed",
        of: options.cascade == true)
    }
    let costs = try names.map {
      try Backbone(named: $0).network.resized(to: model.net.preprocessing.size).multiplications()
    }
    let total = Double(costs.reduce(0, +) * looks)
    let all = try outcomes(of: model, looks: looks, taken, model.calibration)
    let whole = looks > 1 ? try wholeNet(taken, model, work: 1 / Double(looks), like: model.calibration) : nil
    var best: (choice: CascadeChoice.Result, candidates: [StageCandidate])?
    var isTold = whole != nil
    for net in names.count > 1 ? Array(names.indices) : [] {
      guard let first = try oneNet(net, taken, model, work: Double(costs[net]) / total) else { continue }
      isTold = true
      improve(&best, with: [first] + (whole.map { [$0] } ?? []), all)
    }
    if best == nil, let whole { improve(&best, with: [whole], all) }
    guard let best, best.choice.work <= Self.mostWork else {
      return none(
        isTold
          ? "none saves enough and keeps what all nets and looks keep"
          : "no part of its nets and looks gives all the verdicts that the whole of it gives",
        of: options.cascade == true)
    }
    return cascade(best.choice, best.candidates, names: names, images: all.plain.count + all.shifted.count)
  }

  private func none(_ reason: String, of isAsked: Bool) -> FittedCascade? {
    if isAsked { progress.note("The model gets no cascade: \(reason).") }
    return nil
  }

  private func improve(
    _ best: inout (choice: CascadeChoice.Result, candidates: [StageCandidate])?, with candidates: [StageCandidate],
    _ all: StageOutcomes
  ) {
    let choice = CascadeChoice(stages: candidates.map(\.outcomes), all: all, work: candidates.map(\.work)).best()
    guard let choice, choice.work < best?.choice.work ?? 1 else { return }
    best = (choice, candidates)
  }

  /// One net at one look, with a head of its own; nil where it can't tell what the whole model can.
  private func oneNet(
    _ net: Int, _ taken: ComputedFeatures, _ model: FittedModel, work: Double
  ) throws -> StageCandidate? {
    let widths = try model.net.backbones.map { try Backbone(named: $0.name).featureCount() }
    let columns = FeatureColumns(widths: widths, chosen: [net])
    let own = try LinearClassifier(ownOf: [model.net.backbones[net]], in: model.net.weights, isPart: true)
    let features = try taken.features.firstLooks(columns, keepsNeighbours: model.calibration.neighbours != nil)
    var options = options.lookingOnce
    (options.choosesLooks, options.logs) = (false, nil)
    if case .converged = options.head { options.head = .converged(decay: model.head.decay) }
    let stage = try HeadStage(options: options, classes: classes, progress: SilentProgress()).fit(
      ComputedFeatures(features: features, own: own, precision: taken.precision, golden: nil), net: model.net)
    guard stage.calibration.verdict.tells(whatIsToldBy: model.calibration.verdict) else { return nil }
    let presence = try PresenceFit(
      own: own, kind: stage.kind, neighbours: KindNeighbours(of: features.neighbours), risks: options.risks)
    return StageCandidate(
      net: net, head: StageHead(columns: columns, head: stage.head.classifier), calibration: stage.calibration,
      outcomes: try StageOutcomes(
        by: stage.calibration.rule(looks: 1), head: stage.judged.classifier, looks: 1, of: features.calibration,
        presence: presence),
      work: work)
  }

  /// All nets at one look, with the model's own head.
  private func wholeNet(
    _ taken: ComputedFeatures, _ model: FittedModel, work: Double, like whole: Calibration
  ) throws -> StageCandidate? {
    var options = options.lookingOnce
    options.choosesLooks = false
    let calibration = try Calibrator(
      options: options, classes: classes, own: taken.own, progress: SilentProgress()
    ).calibrate(
      model.judged.classifier, on: taken.features.calibration, kind: model.kind,
      neighbours: whole.neighbours == nil ? nil : KindNeighbours(of: taken.features.neighbours))
    guard calibration.verdict.tells(whatIsToldBy: whole.verdict) else { return nil }
    let columns = FeatureColumns(widths: [taken.own.features], chosen: [0])
    return StageCandidate(
      net: nil, head: StageHead(columns: columns, head: model.head.classifier), calibration: calibration,
      outcomes: try outcomes(of: model, looks: 1, taken, calibration), work: work)
  }

  private func outcomes(
    of model: FittedModel, looks: Int, _ taken: ComputedFeatures, _ calibration: Calibration
  ) throws -> StageOutcomes {
    try StageOutcomes(
      by: calibration.rule(looks: looks), head: model.judged.classifier, looks: looks, of: taken.features.calibration,
      presence: PresenceFit(
        own: taken.own, kind: model.kind, neighbours: KindNeighbours(of: taken.features.neighbours),
        risks: options.risks))
  }

  private func cascade(
    _ choice: CascadeChoice.Result, _ candidates: [StageCandidate], names: [String], images: Int
  ) -> FittedCascade {
    let kept = candidates.indices.filter { choice.gates[$0] != nil }
    let first = kept.compactMap { candidates[$0].net }.first
    let nets = first.map { place in [names[place]] + names.indices.filter { $0 != place }.map { names[$0] } } ?? []
    let policy = CascadePolicy(
      nets: nets,
      stages: kept.compactMap { place in
        choice.gates[place].map { candidates[place].stage(of: max(nets.count, 1), answering: $0) }
      },
      record: choice.record(images: images))
    progress.note("Cascade: \(policy.sentence)")
    return FittedCascade(policy: policy, heads: kept.filter { candidates[$0].net != nil }.map { candidates[$0].head })
  }
}
