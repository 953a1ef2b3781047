import Inference
import Testing

@testable import Training

@Suite struct GentleRateTests {
  private func plan(_ depth: TuningDepth, _ rule: TuningPlan.Rule) -> TuningPlan {
    var plan = TuningPlan()
    (plan.depth, plan.rule, plan.rate) = (depth, rule, 0.005)
    return plan
  }

  /// Rows of the squared length 200.
  private var features: LabelledFeatures {
    var features = LabelledFeatures(width: 2)
    for row in 0..<50 { features.append(row % 2 == 0 ? [10, 10] : [14.142_135_6, 0], label: row % 2) }
    return features
  }

  @Test func aFittedHeadIsNotThrownOff() throws {
    let momentum = TuningPlan.Rule.sgd(momentum: 0.9, nesterov: true)
    #expect(try abs(plan(.last(2), momentum).gentleRate(for: features) - 0.0005) < 1e-9)
    // Without momentum a step is ten times as small.
    #expect(try plan(.last(2), .sgd(momentum: 0, nesterov: false)).gentleRate(for: features) == 0.005)
  }

  @Test func otherPlansKeepTheirRate() throws {
    #expect(try plan(.full, .sgd(momentum: 0.9, nesterov: true)).gentleRate(for: features) == 0.005)
    #expect(try plan(.last(1), .adamW(beta1: 0.9, beta2: 0.99)).gentleRate(for: features) == 0.005)
    #expect(
      try plan(.last(1), .sgd(momentum: 0.9, nesterov: true)).gentleRate(for: LabelledFeatures(width: 2)) == 0.005)
  }
}
