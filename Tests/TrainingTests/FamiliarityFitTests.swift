import Artifact
import Foundation
import Inference
import Support
import Testing

@testable import Training

@Suite struct FamiliarityFitTests {
  private typealias Scored = FamiliarityFit.Scored

  /// Images of `classes` classes: their own class's logit stands out, and all others are weak.
  private func images(_ count: Int, classes: Int, other: Float = 0) -> [Scored] {
    (0..<count).map { number in
      let label = number % classes
      var logits = (0..<classes).map { other + 0.1 * sin(Float(number * 31 + $0 * 7)) }
      logits[label] = 8 + sin(Float(number))
      return Scored(logits: logits, label: label)
    }
  }

  @Test(arguments: FamiliarityPolicy.Evidence.allCases)
  func classesThatStandOutAreMissedWhenTheyAreHeldOut(_ evidence: FamiliarityPolicy.Evidence) throws {
    let plain = images(400, classes: 10)
    let found = FamiliarityFit(evidence: [evidence], maxAnother: 0.05).fit(plain: plain, shifted: [], temperature: 1)
    let policy = try #require(found.policy, "\(found.limit ?? "")")
    #expect(policy.evidence == evidence && policy.auroc > 0.99)
    #expect(try #require(found.measured["another"]).share <= 0.05)
    #expect(try #require(found.measured["anotherOfHeldOut"]).share > 0.95)
    var unknown = plain[0].logits
    unknown[plain[0].label] = 0
    #expect(policy.familiarity(of: plain[0].logits, temperature: 1) > 0.5)
    #expect(policy.familiarity(of: unknown, temperature: 1) < 0.5)
  }

  /// Without its class, such an image looks exactly like one of the class's twin.
  @Test func whatAlwaysResemblesAnotherClassIsNotOffered() {
    let twins = images(400, classes: 10).map { image in
      var logits = image.logits
      logits[(image.label + 5) % 10] = logits[image.label] - 0.5
      return Scored(logits: logits, label: image.label)
    }
    let found = FamiliarityFit(evidence: [.certainty], maxAnother: 0.05).fit(plain: twins, shifted: [], temperature: 1)
    #expect(found.policy == nil && found.measured.isEmpty)
    #expect(found.limit?.contains("isn't offered") == true)
  }

  @Test func fewImagesPromiseNothing() {
    let found = FamiliarityFit(evidence: [.certainty], maxAnother: 0.05).fit(
      plain: images(99, classes: 3), shifted: [], temperature: 1)
    #expect(found.policy == nil && found.limit?.contains("99 validation images") == true)
  }

  /// Two classes: without one, the other has all of the probability.
  @Test func certaintySaysNothingOfOneClassAlone() {
    let found = FamiliarityFit(evidence: [.certainty], maxAnother: 0.05).fit(
      plain: images(200, classes: 2), shifted: [], temperature: 1)
    #expect(found.policy == nil)
  }

  /// Changed copies that are less certain lower the threshold, so that no more than twice the share of them is told so.
  @Test func changedCopiesCount() throws {
    let plain = images(400, classes: 10)
    let changed = images(400, classes: 10, other: 4)
    let found = FamiliarityFit(evidence: [.certainty], maxAnother: 0.05).fit(
      plain: plain, shifted: changed, temperature: 1)
    #expect(try #require(found.measured["anotherOfShifted"]).share <= 0.1)
  }

  @Test(arguments: [
    ([0, 0, 0, 0] as [Float], -log(4.0), log(4.0)), ([1000, 0, 0], 0, 1000),
    ([-1000, -1000], -log(2.0), log(2.0) - 1000),
  ])
  func scoresAreWhatTheirFormulasSay(_ logits: [Float], _ certainty: Double, _ energy: Double) {
    #expect(abs(FamiliarityPolicy.Evidence.certainty.score(of: logits, temperature: 1) - certainty) < 1e-9)
    #expect(abs(FamiliarityPolicy.Evidence.energy.score(of: logits, temperature: 1) - energy) < 1e-9)
  }
}
