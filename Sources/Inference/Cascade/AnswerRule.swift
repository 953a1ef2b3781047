import Artifact
import Support
import Taxonomy

/// What makes a verdict of logits: one number of looks by some nets, with the thresholds that were fitted to them.
package struct AnswerRule: Sendable {
  /// Divides the averaged logits before softmax.
  package let temperature: Double
  /// The thresholds.
  package let verdict: VerdictPolicy
  /// The sets; nil where there are none.
  package let sets: SetPolicy?
  /// Whether the thresholds were fitted to answers like these.
  package let isAsFitted: Bool

  package init(temperature: Double, verdict: VerdictPolicy, sets: SetPolicy?, isAsFitted: Bool = true) {
    (self.temperature, self.verdict, self.sets, self.isAsFitted) = (temperature, verdict, sets, isAsFitted)
  }

  /// The rule of a cascade's stage.
  package init(_ stage: CascadeStage) {
    self.init(temperature: stage.temperature, verdict: stage.verdict, sets: stage.sets)
  }

  /// The same for answers that the thresholds weren't fitted to: to several images, or with classes weighted.
  func notAsFitted() -> AnswerRule {
    AnswerRule(temperature: temperature, verdict: verdict, sets: sets, isAsFitted: false)
  }

  /// What the rule says of averaged logits.
  ///
  /// - Parameters:
  ///   - probability: The first class's calibrated probability, which decides where the thresholds weren't fitted to such answers.
  ///   - presence: Nil where it isn't known.
  package func judge(_ logits: [Float], probability: Double, presence: Double?) -> (
    verdict: Verdict, familiarity: Double?
  ) {
    let familiarity = isAsFitted ? verdict.familiarity?.familiarity(of: logits, temperature: temperature) : nil
    if let presence, let policy = verdict.presence, presence < policy.threshold { return (.other, familiarity) }
    if let familiarity, familiarity < FamiliarityPolicy.threshold { return (.another, familiarity) }
    let isSure =
      isAsFitted ? verdict.isSure(logits, temperature: temperature) : probability >= verdict.unsureBelow
    return (isSure ? .sure : .unsure, familiarity)
  }

  /// The places of the classes of which one is right with the stated probability, with all classes' probabilities; nil without
  /// sets, and where these aren't of such answers.
  package func set(of logits: [Float], verdict: Verdict) -> (
    policy: SetPolicy, classes: [Int], probabilities: [Double]
  )? {
    guard let sets, isAsFitted, verdict == .sure || verdict == .unsure else { return nil }
    let probabilities = Softmax.probabilities(logits, temperature: temperature)
    return (sets, sets.set.classes(probabilities, threshold: sets.threshold), probabilities)
  }

  /// The first class's calibrated probability.
  package func probability(of logits: [Float]) -> Double {
    Double(Softmax.floatProbabilities(logits, temperature: Float(temperature)).max() ?? 0)
  }

  /// The energy of the logits, T log Σ exp(zᵢ / T): low where an image is like none of the classes.
  package func energy(of logits: [Float]) -> Double {
    FamiliarityPolicy.Evidence.energy.score(of: logits, temperature: temperature)
  }

  /// The least probability from which the logits' answer would be enough without more nets and looks; nil where it never is.
  ///
  /// It is enough only where nothing but its class is to be said: it is sure, and its set is of one class.
  package func confidence(of logits: [Float], presence: Double?) -> Double? {
    let probability = probability(of: logits)
    let verdict = judge(logits, probability: probability, presence: presence).verdict
    guard verdict == .sure, (set(of: logits, verdict: verdict)?.classes.count ?? 1) == 1 else { return nil }
    return probability
  }
}
