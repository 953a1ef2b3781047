import Artifact
import Foundation
import Inference
import Support
import TestSupport
import Testing

@testable import Training

@Suite struct SureFitTests {
  private typealias Scored = FamiliarityFit.Scored

  /// Images whose own class stands out, with a twin that has most of what is left, and faint others.
  ///
  /// - Parameter wrongEvery: So many apart are images that look like their twin.
  private func images(_ count: Int, twin: Float, faint: Float, wrongEvery: Int = .max) -> [Scored] {
    (0..<count).map { number in
      let label = number % 40
      var logits = (0..<40).map { faint + 0.1 * sin(Float(number * 31 + $0 * 7)) }
      logits[label] = 10
      logits[(label + 1) % 40] = twin + 0.2 * sin(Float(number))
      let isWrong = number % wrongEvery == wrongEvery - 1
      return Scored(logits: logits, label: isWrong ? (label + 1) % 40 : label)
    }
  }

  @Test func certaintyDecidesWhereItNamesFewerUnknownClasses() throws {
    // Without its class an image's twin has 59 %, but 38 others have the rest.
    let plain = images(200, twin: 7, faint: 3)
    let found = SureFit(maxError: 0.05).fit(plain: plain, shifted: [], temperature: 1)
    let least = try #require(found.uncertainBelow)
    #expect(found.unsureBelow == 0.5 && found.limit == nil && least == SureFit.leastCertainty)
    #expect(found.measured["answered"]?.share == 1 && found.measured["wrong"]?.share == 0)
    #expect(found.measured["answeredOfHeldOut"]?.share == 0)
  }

  @Test func probabilityDecidesWhereNothingIsGained() throws {
    // Nothing resembles anything: held-out classes are named by neither.
    let apart = SureFit(maxError: 0.05).fit(
      plain: images(200, twin: 3, faint: 3), shifted: [], temperature: 1)
    #expect(apart.uncertainBelow == nil && apart.measured["answeredOfHeldOut"]?.share == 0)
    // Twins are named by both.
    let twins = SureFit(maxError: 0.05).fit(
      plain: images(200, twin: 9, faint: -9), shifted: [], temperature: 1)
    #expect(twins.uncertainBelow == nil && twins.measured["answeredOfHeldOut"]?.share == 1)
    // Below a hundred images nothing is known of held-out classes, below fifty nothing of errors.
    let few = SureFit(maxError: 0.05).fit(plain: images(99, twin: 7, faint: 3), shifted: [], temperature: 1)
    #expect(few.uncertainBelow == nil && few.measured["answeredOfHeldOut"] == nil && few.limit == nil)
    let none = SureFit(maxError: 0.05).fit(plain: images(49, twin: 7, faint: 3), shifted: [], temperature: 1)
    #expect(none.unsureBelow == 0.5 && none.limit?.contains("49 validation images can't show") == true)
  }

  /// Answers whose logits are drawn, and classes drawn from what they say: as many are wrong as the probabilities tell.
  private func honest(_ count: Int, seed: UInt64) -> [Scored] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      var logits = (0..<30).map { _ in Float.random(in: -1...1, using: &generator) }
      logits[Int.random(in: 0..<30, using: &generator)] = Float.random(in: 2...9, using: &generator)
      logits[Int.random(in: 0..<30, using: &generator)] = Float.random(in: 2...6, using: &generator)
      var left = Double.random(in: 0..<1, using: &generator)
      let label = Softmax.probabilities(logits).firstIndex { p in
        left -= p
        return left < 0
      }
      return Scored(logits: logits, label: label ?? 29)
    }
  }

  @Test(arguments: [0.02, 0.05, 0.1]) func keepsThePromiseOnOtherImages(_ asked: Double) throws {
    let found = SureFit(maxError: asked).fit(
      plain: honest(3_000, seed: 1), shifted: honest(800, seed: 2), temperature: 1)
    let least = try #require(found.uncertainBelow)
    let new = honest(10_000, seed: 3)
    let given = new.filter { FamiliarityPolicy.Evidence.certainty.score(of: $0.logits, temperature: 1) >= least }
    let wrong = given.count { image in image.logits.indices.max { image.logits[$0] < image.logits[$1] } != image.label }
    let share = Double(wrong) / Double(given.count)
    #expect(share < asked + 0.015, "\(wrong) of \(given.count)")
    #expect(share > asked - 0.015 || least == SureFit.leastCertainty, "\(wrong) of \(given.count)")
    let measured = try #require(found.measured["answered"])
    #expect(abs(measured.share - Double(given.count) / 10_000) < 0.03)
  }

  @Test func whatCannotBeKeptIsSaid() {
    let half = images(200, twin: 7, faint: 3, wrongEvery: 2)
    let found = SureFit(maxError: 0.05).fit(plain: half, shifted: [], temperature: 1)
    #expect(found.unsureBelow == 1 && found.uncertainBelow == nil)
    #expect(found.limit?.contains("every answer will be") == true)
    let copies = SureFit(maxError: 0.05).fit(plain: images(200, twin: 7, faint: 3), shifted: half, temperature: 1)
    #expect(copies.limit?.contains("but not for dimmed") == true && copies.uncertainBelow != nil)
  }
}
