import Evaluation
import TestSupport
import Testing

@Suite struct ThresholdTests {
  @Test(arguments: [0.0, 0.01, 0.5, 0.9, 0.95, 1]) func acceptsAtLeastTheFraction(_ fraction: Double) throws {
    var generator = SeededGenerator(seed: 3)
    let scores = (0..<200).map { _ in Double(Int.random(in: 0...50, using: &generator)) }
    let threshold = try #require(Threshold.accepting(fraction, of: scores))
    #expect(Threshold.accepted(scores, at: threshold) >= fraction)
    #expect(Threshold.accepted(scores, at: threshold.nextUp) < max(fraction, 1e-9))
  }

  @Test func byHand() {
    #expect(Threshold.accepting(0.5, of: [4, 1, 3, 2]) == 3)
    #expect(Threshold.accepting(1, of: [4, 1, 3, 2]) == 1)
    #expect(Threshold.accepting(0.95, of: []) == nil)
    #expect(Threshold.accepted([], at: 0) == 0)
  }

  @Test func areaUnderTheCurve() {
    #expect(Threshold.auroc(positives: [3, 4], negatives: [1, 2]) == 1)
    #expect(Threshold.auroc(positives: [1, 2], negatives: [3, 4]) == 0)
    #expect(Threshold.auroc(positives: [1, 1], negatives: [1, 1]) == 0.5)
    #expect(Threshold.auroc(positives: [2, 4], negatives: [1, 3]) == 0.75)
    #expect(Threshold.auroc(positives: [], negatives: [1]) == nil)
  }
}
