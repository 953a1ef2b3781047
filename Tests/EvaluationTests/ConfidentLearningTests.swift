import Evaluation
import Foundation
import Support
import TestSupport
import Testing

/// Which labels are believed to be wrong.
@Suite struct ConfidentLearningTests {
  /// Three classes that are told apart well; some labels are changed.
  static func made(_ count: Int, wrong: Double, seed: UInt64) -> (probabilities: [Float], labels: [Int], wrong: [Bool])
  {
    var generator = SeededGenerator(seed: seed)
    var (probabilities, labels, flags) = ([Float](), [Int](), [Bool]())
    for _ in 0..<count {
      let truth = Int.random(in: 0..<3, using: &generator)
      let logits = (0..<3).map { Float.random(in: -1.5...1.5, using: &generator) + ($0 == truth ? 3 : 0) }
      probabilities += Softmax.floatProbabilities(logits)
      let isWrong = Double.random(in: 0..<1, using: &generator) < wrong
      labels.append(isWrong ? (truth + Int.random(in: 1...2, using: &generator)) % 3 : truth)
      flags.append(isWrong)
    }
    return (probabilities, labels, flags)
  }

  @Test func changedLabelsAreBelievedWrong() throws {
    let (probabilities, labels, wrong) = Self.made(3000, wrong: 0.05, seed: 4)
    let doubts = try ConfidentLearning(probabilities: probabilities, labels: labels, classes: 3).doubts()
    #expect(doubts.map(\.row).sorted() == Array(0..<3000))
    #expect(doubts.map(\.probability) == doubts.map(\.probability).sorted())
    let believed = doubts.filter(\.isWrong)
    let right = believed.count { wrong[$0.row] }
    #expect(Double(right) > 0.4 * Double(wrong.count { $0 }) && Double(right) > 0.7 * Double(believed.count))
    let first = doubts.prefix(wrong.count { $0 })
    #expect(Double(first.count { wrong[$0.row] }) > 0.7 * Double(first.count))
    #expect(believed.allSatisfy { $0.likely != $0.label && $0.likelyProbability >= $0.probability })
  }

  @Test func rightLabelsAreBelieved() throws {
    // Every class is as likely as its images are on average, and nobody is more likely another.
    let doubts = try ConfidentLearning(
      probabilities: [0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.1, 0.9], labels: [0, 0, 1, 1], classes: 2
    ).doubts()
    #expect(doubts.allSatisfy { !$0.isWrong })
    #expect(doubts.map(\.row) == [2, 1, 0, 3])
  }

  @Test func aClassWithoutImagesIsNeverBelieved() throws {
    let learning = try ConfidentLearning(
      probabilities: [0.2, 0.1, 0.7, 0.1, 0.2, 0.7], labels: [0, 1], classes: 3)
    #expect(learning.thresholds[2] == nil)
    #expect(learning.doubts().allSatisfy { !$0.isWrong })
  }

  @Test func countsThatDontFitAreRefused() {
    #expect(throws: EvaluationError.self) {
      try ConfidentLearning(probabilities: [0.5, 0.5, 1], labels: [0, 1], classes: 2)
    }
    #expect(throws: EvaluationError.self) {
      try ConfidentLearning(probabilities: [0.5, 0.5], labels: [2], classes: 2)
    }
    #expect(throws: EvaluationError.self) { try ConfidentLearning(probabilities: [], labels: [], classes: 0) }
  }

  /// The paper's definition in NumPy, written from its section 3.
  private static let script = """
    import json, sys
    import numpy as np
    data = json.load(open(sys.argv[1]))
    y = np.array(data['labels'])
    p = np.array(data['probabilities'], dtype=np.float64).reshape(len(y), -1)
    t = np.array([p[y == c, c].mean() for c in range(p.shape[1])])
    wrong = []
    for row, label in zip(p, y):
        above = [c for c in range(len(t)) if row[c] >= t[c]]
        guess = max(above, key=lambda c: row[c]) if above else label
        wrong.append(bool(guess != label and row.argmax() != label))
    print(json.dumps(dict(wrong=wrong, thresholds=t.tolist())))
    """

  private struct Given: Encodable {
    let probabilities: [Float]
    let labels: [Int]
  }

  private struct Found: Decodable {
    let wrong: [Bool]
    let thresholds: [Double]
  }

  @Test(.enabled(if: ReferencePython.available)) func asThePaperDefinesIt() throws {
    let (probabilities, labels, _) = Self.made(2000, wrong: 0.2, seed: 8)
    let folder = try TemporaryFolder()
    let file = try folder.write(
      JSONEncoder().encode(Given(probabilities: probabilities, labels: labels)), to: "given.json")
    let text = try ReferencePython.run(Self.script, [file.path])
    let found = try JSONDecoder().decode(Found.self, from: Data(text.utf8))
    let learning = try ConfidentLearning(probabilities: probabilities, labels: labels, classes: 3)
    for (ours, theirs) in zip(learning.thresholds, found.thresholds) { #expect(abs((ours ?? 0) - theirs) < 1e-6) }
    let wrong = learning.doubts().sorted { $0.row < $1.row }.map(\.isWrong)
    // Of several believed classes the likeliest of all decides, as in the authors' own program.
    #expect(zip(wrong, found.wrong).count { $0 != $1 } <= 4)
  }
}
