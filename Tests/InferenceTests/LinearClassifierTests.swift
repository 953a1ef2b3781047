import Inference
import TestSupport
import Testing

@Suite struct LinearClassifierTests {
  @Test(arguments: [1, 7, 8, 9, 64, 100])
  func logitsAreRowsTimesFeaturesPlusBias(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width))
    let rows = (0..<(3 * width)).map { _ in Float.random(in: -1...1, using: &generator) }
    let pooled = (0..<width).map { _ in Float.random(in: -1...1, using: &generator) }
    let classifier = LinearClassifier(classes: 3, features: width, rows: rows, bias: [0.5, 0, -0.5])
    let logits = classifier.logits(of: pooled)
    #expect(logits.count == 3)
    for (c, logit) in logits.enumerated() {
      let exact = (0..<width).reduce(Double([0.5, 0, -0.5][c])) {
        $0 + Double(rows[c * width + $1]) * Double(pooled[$1])
      }
      #expect(abs(Double(logit) - exact) < 1e-4)
    }
  }

  @Test func weightsFollowTheProbableClass() {
    let classifier = LinearClassifier(classes: 2, features: 2, rows: [1, 0, 0, 1], bias: [0, 0])
    let weights = classifier.weights(for: [20, -20])
    #expect(abs(weights[0] - 1) < 1e-6 && weights[1] == 0)
    #expect(classifier.weights(for: [20, -20], only: [1]) == [0, 0])
  }
}
