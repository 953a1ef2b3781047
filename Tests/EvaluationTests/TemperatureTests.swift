import Evaluation
import Foundation
import Support
import TestSupport
import Testing

@Suite struct TemperatureTests {
  /// Images whose labels are drawn from softmax(z), and whose logits are then multiplied.
  private func answers(_ count: Int, classes: Int = 5, scale: Double) -> (logits: [Float], labels: [Int]) {
    var generator = SeededGenerator(seed: 17)
    var logits: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let row = (0..<classes).map { _ in Float.random(in: -2...2, using: &generator) }
      var rest = Double.random(in: 0..<1, using: &generator)
      var label = 0
      for (index, p) in Softmax.probabilities(row).enumerated() {
        label = index
        rest -= p
        if rest < 0 { break }
      }
      labels.append(label)
      logits += row.map { $0 * Float(scale) }
    }
    return (logits, labels)
  }

  @Test(arguments: [0.25, 1, 4]) func findsTheScale(_ scale: Double) throws {
    let (logits, labels) = answers(4000, scale: scale)
    let fitted = try Temperature.fit(logits: logits, labels: labels)
    #expect(abs(fitted.value / scale - 1) < 0.1)
    #expect(fitted.nllAfter <= fitted.nllBefore)
  }

  @Test func noOtherTemperatureIsBetter() throws {
    let (logits, labels) = answers(500, scale: 3)
    let fitted = try Temperature.fit(logits: logits, labels: labels)
    for other in [0.5, 0.9, 0.99, 1.01, 1.1, 2] {
      var loss = 0.0
      for (row, label) in labels.enumerated() {
        loss -= log(Softmax.probabilities(logits[row * 5..<row * 5 + 5], temperature: fitted.value * other)[label])
      }
      #expect(loss / Double(labels.count) >= fitted.nllAfter)
    }
  }

  @Test func staysInItsRange() throws {
    let right = try Temperature.fit(logits: [1, 0, 0, 1], labels: [0, 1])
    #expect(abs(right.value - Temperature.range.lowerBound) < 1e-6)
    let wrong = try Temperature.fit(logits: [1, 0, 0, 1], labels: [1, 0])
    #expect(abs(wrong.value - Temperature.range.upperBound) < 1e-6)
    let flat = try Temperature.fit(logits: [1, 1, 1, 1], labels: [0, 1])
    #expect(flat.value.isFinite && abs(flat.nllAfter - log(2)) < 1e-12)
    let huge = try Temperature.fit(logits: [3e38, -3e38, -3e38, 3e38], labels: [0, 0])
    #expect(huge.value.isFinite)
  }

  @Test func refusesWhatCannotBeFitted() {
    #expect(throws: EvaluationError.noAnswers) { try Temperature.fit(logits: [], labels: []) }
    #expect(throws: EvaluationError.self) { try Temperature.fit(logits: [1, 2, 3], labels: [0, 1]) }
    #expect(throws: EvaluationError.unknownLabel(2, classes: 2)) { try Temperature.fit(logits: [1, 2], labels: [2]) }
    #expect(throws: EvaluationError.notFinite(image: 1)) {
      try Temperature.fit(logits: [1, 2, .infinity, 0], labels: [0, 0])
    }
  }
}
