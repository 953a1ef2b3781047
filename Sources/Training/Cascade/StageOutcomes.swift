import Artifact
import Inference
import Support
import Taxonomy

/// What a stage, or all nets and looks, answers to the images that a cascade is chosen by.
struct StageOutcomes {
  /// An answer, as far as it matters.
  struct Outcome {
    /// The place of the class that is answered.
    let answer: Int
    let isRight: Bool
    let probability: Double
    let verdict: Verdict
    /// Whether the set holds the right class; nil without a set.
    let holds: Bool?
    /// The probability where the answer may be given alone; nil where it may not.
    let confidence: Double?
    /// The energy of its logits.
    let energy: Double
  }

  /// Validation images as they are.
  var plain: [Outcome] = []
  /// Their changed copies.
  var shifted: [Outcome] = []
  /// Images that show nothing that the model knows.
  var strange: [Outcome] = []
  /// Validation images as if the head had no row for their own class: of classes that the model doesn't know.
  var unknown: [Outcome] = []

  init() {}

  /// - Parameters:
  ///   - rule: With the thresholds that were fitted to answers of `head` to so many looks.
  ///   - features: Of the nets that the head is of.
  init(
    by rule: AnswerRule, head: LinearClassifier, looks count: Int, of features: CalibrationFeatures,
    presence: PresenceFit
  ) throws {
    func outcomes(_ looks: [LabelledFeatures], holdingOut: Bool = false) throws -> [Outcome] {
      let looks = Array(looks.prefix(count))
      guard let labels = looks.first?.labels, !labels.isEmpty else { return [] }
      let logits = averaged(try looks.map { try head.logits(of: $0) })
      let presences = try rule.verdict.presence.map { try presence.presences(looks, by: $0) }
      return labels.enumerated().map { row, label in
        var own = Array(logits[(row * head.classes)..<((row + 1) * head.classes)])
        // It stays finite: softmax makes nothing of it.
        if holdingOut { own[label] = -1e30 }
        return Outcome(of: own, label: label, by: rule, presence: presences?[row])
      }
    }
    plain = try outcomes(features.looks)
    shifted = try outcomes(features.shifted)
    unknown = try outcomes(features.looks, holdingOut: true)
    strange = try outcomes(features.foreign) + outcomes(features.scrambled)
  }
}

extension StageOutcomes.Outcome {
  init(of logits: [Float], label: Int, by rule: AnswerRule, presence: Double?) {
    answer = logits.indices.max { logits[$0] < logits[$1] } ?? 0
    isRight = answer == label
    probability = rule.probability(of: logits)
    verdict = rule.judge(logits, probability: probability, presence: presence).verdict
    holds = rule.set(of: logits, verdict: verdict).map { $0.classes.contains(label) }
    confidence = rule.confidence(of: logits, presence: presence)
    energy = rule.energy(of: logits)
  }
}
