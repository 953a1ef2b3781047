import Evaluation
import Foundation
import Support
import Taxonomy
import TestSupport
import Testing

/// The same answers measured by scikit-learn and NumPy.
@Suite(.enabled(if: ReferencePython.available)) struct ReferenceTests {
  private struct Answers: Codable {
    var logits: [[Float]] = []
    var labels: [Int] = []
  }

  private struct Measured: Codable {
    let top1: Double, top5: Double, macro: Double, nll: Double, ece: Double, auroc: Double, temperature: Double
  }

  private static let script = """
    import json, sys
    import numpy as np
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax
    from sklearn.metrics import balanced_accuracy_score, log_loss, roc_auc_score, top_k_accuracy_score
    data = json.load(open(sys.argv[1]))
    z = np.array(data['logits'], dtype=np.float64)
    y = np.array(data['labels'])
    p = np.exp(log_softmax(z, axis=1))
    names = np.arange(z.shape[1])
    confidence, answer = p.max(1), p.argmax(1)
    ece = 0.0
    for low, high in zip(np.arange(15) / 15, np.arange(1, 16) / 15):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            ece += abs((answer == y)[inside].mean() - confidence[inside].mean()) * inside.mean()
    def loss(t):
        return -log_softmax(z / t, axis=1)[np.arange(len(y)), y].mean()
    fit = minimize_scalar(loss, bounds=(0.05, 20), method='bounded', options={'xatol': 1e-10})
    print(json.dumps(dict(top1=top_k_accuracy_score(y, p, k=1, labels=names),
        top5=top_k_accuracy_score(y, p, k=5, labels=names), macro=balanced_accuracy_score(y, answer),
        nll=log_loss(y, p, labels=names), ece=ece, auroc=roc_auc_score(answer == y, np.round(confidence, 2)),
        temperature=fit.x)))
    """

  @Test func measuresAsScikitLearnDoes() throws {
    var generator = SeededGenerator(seed: 29)
    var answers = Answers()
    let classes = (0..<12).map { ClassName(id: "\($0)", label: "\($0)") }
    for _ in 0..<600 {
      let label = Int.random(in: 0..<12, using: &generator)
      var row = (0..<12).map { _ in Float.random(in: -3...3, using: &generator) }
      row[label] += 2.5
      answers.logits.append(row)
      answers.labels.append(label)
    }
    let folder = try TemporaryFolder()
    let file = try folder.write(JSONEncoder().encode(answers), to: "answers.json")
    let output = try ReferencePython.run(Self.script, [file.path])
    let theirs = try JSONDecoder().decode(Measured.self, from: Data(output.utf8))

    var card = Scorecard(classes: classes)
    var right: [Double] = []
    var wrong: [Double] = []
    for (row, label) in zip(answers.logits, answers.labels) {
      try card.accumulate(logits: row, label: label)
      let probabilities = Softmax.probabilities(row)
      let confidence = ((probabilities.max() ?? 0) * 100).rounded() / 100
      if probabilities.firstIndex(of: probabilities.max() ?? 0) == label {
        right.append(confidence)
      } else {
        wrong.append(confidence)
      }
    }
    let ours = card.measure()
    #expect(abs(ours.top1 - theirs.top1) < 1e-12)
    #expect(abs(ours.top5 - theirs.top5) < 1e-12)
    #expect(abs(ours.macro - theirs.macro) < 1e-12)
    #expect(abs(ours.nll - theirs.nll) < 1e-6)
    #expect(abs(ours.ece - theirs.ece) < 1e-6)
    let area = try #require(Threshold.auroc(positives: right, negatives: wrong))
    #expect(abs(area - theirs.auroc) < 1e-12)
    let fitted = try Temperature.fit(logits: answers.logits.flatMap { $0 }, labels: answers.labels)
    #expect(abs(fitted.value - theirs.temperature) < 1e-4)
  }
}
