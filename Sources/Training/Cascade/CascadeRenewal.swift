import Artifact
import Inference
import NeuralNetwork
import Support
import Taxonomy
import Weights

/// Chooses again from when on a cascade's stages answer alone, on other images; their nets and heads stay.
struct CascadeRenewal {
  let options: TrainOptions
  let description: ModelDescription
  let weights: SafetensorsFile
  /// The head of all nets.
  let head: LinearClassifier
  /// The backbones' own classifier.
  let own: LinearClassifier
  let neighbours: KindNeighbours?

  /// Nil where no stage can answer alone without a loss, or the images are too few to show it.
  ///
  /// - Parameter calibration: What was chosen on the same images for all nets and looks.
  func renewed(
    _ old: CascadePolicy, on features: CalibrationFeatures, kind: KindPrior, _ calibration: Calibration
  ) throws -> CascadePolicy? {
    guard (features.looks.first?.count ?? 0) >= CascadeFit.leastImages else { return nil }
    let looks = description.looks.count
    let all = try StageOutcomes(
      by: calibration.rule(looks: looks), head: head, looks: looks, of: features,
      presence: PresenceFit(own: own, kind: kind, neighbours: neighbours, risks: options.risks))
    var candidates: [StageCandidate] = []
    for number in old.stages.indices {
      // What was fitted answers from first looks alone, and by one net or all.
      guard old.stages[number].looks == 1,
        let candidate = try candidate(number, of: old, features, like: calibration.verdict)
      else { return nil }
      candidates.append(candidate)
    }
    let choice = CascadeChoice(stages: candidates.map(\.outcomes), all: all, work: candidates.map(\.work)).best()
    guard let choice, choice.work <= CascadeFit.mostWork else { return nil }
    let kept = candidates.indices.filter { choice.gates[$0] != nil }
    let nets = kept.contains { candidates[$0].net != nil } ? old.nets : []
    return CascadePolicy(
      nets: nets,
      stages: kept.compactMap { place in
        choice.gates[place].map { candidates[place].stage(of: max(nets.count, 1), answering: $0) }
      },
      record: choice.record(images: all.plain.count + all.shifted.count))
  }

  private func candidate(
    _ number: Int, of old: CascadePolicy, _ features: CalibrationFeatures, like whole: VerdictPolicy
  ) throws -> StageCandidate? {
    let stage = old.stages[number]
    let net = stage.nets < old.parts ? description.backbones.firstIndex { $0.name == old.nets[0] } : nil
    let widths = try description.backbones.map { try Backbone(named: $0.name).featureCount() }
    let columns = FeatureColumns(widths: widths, chosen: net.map { [$0] } ?? Array(widths.indices))
    let own = try net.map { try LinearClassifier(ownOf: [description.backbones[$0]], in: weights, isPart: true) } ?? own
    let head =
      try net == nil ? head : LinearClassifier(headIn: weights, prefix: CascadePolicy.headPrefix(stage: number))
    var kind = KindPrior.none
    if let presence = stage.verdict.presence {
      (kind.classes, kind.temperature) = (presence.classes, presence.temperature)
    }
    kind.familiarity = stage.verdict.familiarity.map { [$0.evidence] } ?? [.certainty]
    let seen = neighbours.map(columns.of)
    let mine = try features.firstLooks(columns)
    var options = options.lookingOnce
    options.choosesLooks = false
    let calibration = try Calibrator(
      options: options, classes: description.classes, own: own, progress: SilentProgress()
    ).calibrate(head, on: mine, kind: kind, neighbours: seen)
    guard calibration.verdict.tells(whatIsToldBy: whole) else { return nil }
    return StageCandidate(
      net: net, head: StageHead(columns: columns, head: head), calibration: calibration,
      outcomes: try StageOutcomes(
        by: calibration.rule(looks: 1), head: head, looks: 1, of: mine,
        presence: PresenceFit(own: own, kind: kind, neighbours: seen, risks: options.risks)),
      work: stage.work)
  }
}
