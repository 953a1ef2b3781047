import Artifact
import Inference

/// A stage that may become one of a cascade's.
struct StageCandidate {
  /// The place of its net among the backbones; nil for all of them.
  let net: Int?
  let head: StageHead
  let calibration: Calibration
  let outcomes: StageOutcomes
  /// The multiplications as a share of all nets and looks.
  let work: Double

  /// The stage of a cascade that asks so many nets.
  func stage(of nets: Int, answering gate: StageGate) -> CascadeStage {
    CascadeStage(
      nets: net == nil ? nets : 1, looks: 1, answersFrom: gate.probability, leastEnergy: gate.energy,
      temperature: calibration.temperatures[0], verdict: calibration.verdict.withoutRecord, sets: calibration.sets,
      work: work)
  }
}

extension CascadeChoice.Result {
  /// What was found on so many images, plain ones and changed copies.
  func record(images: Int) -> CascadeRecord {
    let kept = gates.indices.filter { gates[$0] != nil }
    return CascadeRecord(
      images: images, answered: kept.map { answered[$0] } + [answered[gates.count]], top1: top1,
      top1OfAll: top1OfAll, ece: ece, eceOfAll: eceOfAll, work: work)
  }
}

extension Calibration {
  /// The rule of so many looks.
  func rule(looks: Int) -> AnswerRule {
    AnswerRule(temperature: temperatures[looks - 1], verdict: verdict, sets: sets)
  }
}

extension VerdictPolicy {
  /// Whether a stage has all kinds of verdicts that the whole model has.
  func tells(whatIsToldBy whole: VerdictPolicy) -> Bool {
    (presence != nil || whole.presence == nil) && (familiarity != nil || whole.familiarity == nil)
  }

  fileprivate var withoutRecord: VerdictPolicy {
    var policy = self
    policy.record = nil
    return policy
  }
}
