import Evaluation
import Foundation
import Support
import Taxonomy
import Testing

@Suite struct ScorecardTests {
  private func classes(_ count: Int) -> [ClassName] {
    (0..<count).map { ClassName(id: "c\($0)", label: "class \($0)") }
  }

  @Test func measuresByHand() throws {
    var card = Scorecard(classes: classes(2))
    try card.accumulate(probabilities: [0.75, 0.25], label: 0)
    try card.accumulate(probabilities: [0.75, 0.25], label: 0)
    try card.accumulate(probabilities: [0.75, 0.25], label: 1)
    try card.accumulate(probabilities: [0.5, 0.5], label: 0)
    let report = card.measure()
    #expect(report.images == 4 && report.top1 == 0.75 && report.top5 == 1 && report.macro == 0.5)
    #expect(abs(report.nll - (-2 * log(0.75) - log(0.25) - log(0.5)) / 4) < 1e-12)
    // Bins (0.733, 0.8] with 2 of 3 right at 0.75, and (0.467, 0.533] with 1 of 1 right at 0.5.
    #expect(abs(report.ece - (0.25 / 4 + 0.5 / 4)) < 1e-12)
    #expect(report.perClass.map(\.images) == [3, 1] && report.perClass[0].precision == 0.75)
    #expect(card.confusion.pairs() == [Confusion.Pair(truth: 1, answer: 0, images: 1)])
  }

  @Test func logitsAndTheirProbabilitiesMeasureAlike() throws {
    var fromLogits = Scorecard(classes: classes(3))
    var fromProbabilities = fromLogits
    for (logits, label) in [([2, -1, 0.5], 0), ([1000, 999, -1000], 1), ([-3, -3, -2], 2)] as [([Float], Int)] {
      try fromLogits.accumulate(logits: logits, label: label, temperature: 2)
      try fromProbabilities.accumulate(
        probabilities: Softmax.probabilities(logits, temperature: 2), label: label)
    }
    let a = fromLogits.measure()
    let b = fromProbabilities.measure()
    #expect(a.top1 == b.top1 && abs(a.nll - b.nll) < 1e-12 && abs(a.ece - b.ece) < 1e-12)
  }

  @Test func keysAreThePublishedOnes() throws {
    var card = Scorecard(classes: classes(2))
    try card.accumulate(logits: [1, 0], label: 0)
    let encoded = try JSONEncoder().encode(card.measure())
    let object = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "images", "top1", "top5", "macro", "f1", "f1Weighted", "nll", "brier", "ece", "top1Interval", "top5Interval",
        "perClass",
      ])
    let first = try #require((object["perClass"] as? [[String: Any]])?.first)
    #expect(first["id"] as? String == "c0" && first["images"] as? Int == 1 && first["top1"] as? Double == 1)
    #expect(try JSONDecoder().decode(Report.self, from: encoded) == card.measure())
  }

  @Test func equalScoresFallToTheFirstClass() throws {
    var card = Scorecard(classes: classes(8))
    for label in 0..<8 { try card.accumulate(logits: [Float](repeating: 0, count: 8), label: label) }
    let report = card.measure()
    #expect(report.top1 == 1.0 / 8 && report.top5 == 5.0 / 8)
    #expect(report.perClass.map(\.top5) == [1, 1, 1, 1, 1, 0, 0, 0])
  }

  @Test func nothingMeasuresAsNoughtAndResetForgets() throws {
    var card = Scorecard(classes: classes(2))
    let empty = card.measure()
    #expect(empty.images == 0 && empty.top1 == 0 && empty.nll == 0 && empty.ece == 0 && empty.macro == 0)
    try card.accumulate(logits: [1, 0], label: 1)
    card.reset()
    #expect(card.measure() == empty && card.confusion.pairs().isEmpty)
  }

  @Test func refusesWhatIsNoAnswer() {
    var card = Scorecard(classes: classes(2))
    #expect(throws: EvaluationError.wrongCount(expected: 2, found: 3)) {
      try card.accumulate(logits: [1, 2, 3], label: 0)
    }
    #expect(throws: EvaluationError.unknownLabel(2, classes: 2)) { try card.accumulate(logits: [1, 2], label: 2) }
    #expect(throws: EvaluationError.notFinite(image: 0)) { try card.accumulate(logits: [.nan, 2], label: 0) }
    #expect(throws: EvaluationError.notProbabilities(image: 0)) {
      try card.accumulate(probabilities: [0.9, 0.9], label: 0)
    }
    #expect(card.measure().images == 0)
  }
}
