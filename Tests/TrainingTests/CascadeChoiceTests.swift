import Taxonomy
import TestSupport
import Testing

@testable import Training

@Suite struct CascadeChoiceTests {
  private typealias Outcome = StageOutcomes.Outcome

  private static func outcome(
    isRight: Bool, _ probability: Double, verdict: Verdict = .sure, holds: Bool? = true, isEnough: Bool = true,
    energy: Double = 0
  ) -> Outcome {
    Outcome(
      answer: 0, isRight: isRight, probability: probability, verdict: verdict, holds: holds,
      confidence: isEnough && verdict == .sure ? probability : nil, energy: energy)
  }

  /// Of 2,000 images all but 100 are easy: all nets answer nine in ten of the hard ones rightly, a stage half of them.
  private static func images(hardAt probability: Double) -> (stage: StageOutcomes, all: StageOutcomes) {
    var (stage, all) = (StageOutcomes(), StageOutcomes())
    for number in 0..<2000 {
      let isHard = number % 20 == 0
      stage.plain.append(outcome(isRight: !isHard || number % 40 == 0, isHard ? probability : 0.995))
      all.plain.append(outcome(isRight: !isHard || number % 200 != 0, 0.995))
    }
    return (stage, all)
  }

  @Test func aStageAnswersWhatItIsSureOfAndNothingElse() throws {
    let (stage, all) = Self.images(hardAt: 0.86)
    let found = try #require(CascadeChoice(stages: [stage], all: all, work: [0.3]).best())
    #expect(found.gates[0]?.probability ?? 0 > 0.86)
    #expect(found.answered == [1900, 100])
    #expect(abs(found.work - (0.95 * 0.3 + 0.05)) < 1e-9)
    #expect(found.top1 == found.top1OfAll)
  }

  @Test func oneInAThousandMayBeLostAndNoMore() {
    for (lost, holds) in [(2, true), (3, false)] {
      var (stage, all) = (StageOutcomes(), StageOutcomes())
      for number in 0..<2000 {
        stage.plain.append(Self.outcome(isRight: number >= lost, 0.9995))
        all.plain.append(Self.outcome(isRight: true, 0.9995))
      }
      let found = CascadeChoice(stages: [stage], all: all, work: [0.3]).best()
      // The last resort is that no stage answers.
      #expect((found?.gates[0] != nil) == holds)
      #expect(found?.answered.last == (holds ? 0 : 2000))
    }
  }

  /// Each way to be worse by more than is allowed, with top-1 the same.
  @Test(arguments: ["strange", "unknown", "sets", "shifted", "calibration"]) func nothingElseIsGivenUpEither(
    what: String
  ) {
    var (stage, all) = (StageOutcomes(), StageOutcomes())
    for number in 0..<1000 {
      let isSmall = number < 20
      stage.plain.append(
        Self.outcome(
          isRight: what != "calibration" || number % 10 > 0, 0.99, holds: !(what == "sets" && isSmall)))
      all.plain.append(
        Self.outcome(isRight: what != "calibration" || number % 10 > 0, what == "calibration" ? 0.9 : 0.99))
      stage.shifted.append(Self.outcome(isRight: !(what == "shifted" && isSmall), 0.99))
      all.shifted.append(Self.outcome(isRight: true, 0.99))
      stage.strange.append(Self.outcome(isRight: false, 0.99, verdict: what == "strange" && isSmall ? .sure : .other))
      all.strange.append(Self.outcome(isRight: false, 0.99, verdict: .other))
      stage.unknown.append(
        Self.outcome(isRight: false, 0.99, verdict: what == "unknown" && isSmall ? .sure : .unsure))
      all.unknown.append(Self.outcome(isRight: false, 0.99, verdict: .unsure))
    }
    let found = CascadeChoice(stages: [stage], all: all, work: [0.3]).best()
    #expect(found?.gates == [nil], "\(what)")
  }

  @Test func ofTwoStagesTheCheapestThresholdsThatHoldAreTaken() throws {
    var generator = SeededGenerator(seed: 5)
    var (first, second, all) = (StageOutcomes(), StageOutcomes(), StageOutcomes())
    for _ in 0..<3000 {
      let ease = Double.random(in: 0...1, using: &generator)
      func answer(_ skill: Double) -> Outcome {
        let probability = min(0.5 + 0.5 * (ease + skill), 0.9999)
        return Self.outcome(isRight: Double.random(in: 0...1, using: &generator) < probability, probability)
      }
      first.plain.append(answer(0.2))
      second.plain.append(answer(0.4))
      all.plain.append(answer(0.5))
    }
    let found = try #require(CascadeChoice(stages: [first, second], all: all, work: [0.25, 0.5]).best())
    // One stage alone is never cheaper than the best of both.
    for (stage, work) in [(first, 0.25), (second, 0.5)] {
      let alone = CascadeChoice(stages: [stage], all: all, work: [work]).best()
      #expect(found.work <= (alone?.work ?? 1))
    }
    #expect(found.answered.reduce(0, +) == 3000)
    #expect(found.top1 >= found.top1OfAll - CascadeChoice.allowed)
    #expect(found.ece <= found.eceOfAll + CascadeChoice.allowed)
  }

  /// Classes that aren't known look as sure as known ones, but have less energy.
  @Test func whatIsLikeNoClassGoesOnThoughOneIsSure() throws {
    var (stage, all) = (StageOutcomes(), StageOutcomes())
    for number in 0..<2000 {
      let isFaint = number % 10 == 0
      stage.plain.append(Self.outcome(isRight: true, 0.9995, energy: isFaint ? 4 : 10))
      all.plain.append(Self.outcome(isRight: true, 0.9995, energy: 12))
      stage.unknown.append(Self.outcome(isRight: false, 0.9995, energy: 5))
      all.unknown.append(Self.outcome(isRight: false, 0.6, verdict: .another))
    }
    let found = try #require(CascadeChoice(stages: [stage], all: all, work: [0.3]).best())
    #expect((6...10).contains(try #require(found.gates[0]?.energy)))
    #expect(found.answered == [1800, 200])
  }

  @Test func whatAStageMayNotAnswerGoesOnHoweverSureItIs() throws {
    var (stage, all) = (StageOutcomes(), StageOutcomes())
    for number in 0..<2000 {
      stage.plain.append(Self.outcome(isRight: true, 0.999, isEnough: number % 2 == 0))
      all.plain.append(Self.outcome(isRight: true, 0.999))
    }
    let found = try #require(CascadeChoice(stages: [stage], all: all, work: [0.3]).best())
    #expect(found.answered == [1000, 1000])
  }
}
