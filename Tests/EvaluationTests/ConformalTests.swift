import Evaluation
import Foundation
import Support
import TestSupport
import Testing

/// Prediction sets: their promise, and MAPIE's scores, quantiles and sets of the same probabilities.
@Suite struct ConformalTests {
  /// Images whose classes are drawn from a distribution, and what a model believes, which is a little too sure.
  static func images(_ count: Int, classes: Int = 8, seed: UInt64) -> (probabilities: [[Double]], labels: [Int]) {
    var generator = SeededGenerator(seed: seed)
    var (rows, labels) = ([[Double]](), [Int]())
    for _ in 0..<count {
      let logits = (0..<classes).map { _ in Float.random(in: -2...2.5, using: &generator) }
      var left = Double.random(in: 0..<1, using: &generator)
      let truth = Softmax.probabilities(logits)
      labels.append(
        truth.firstIndex { p in
          left -= p
          return left < 0
        } ?? classes - 1)
      rows.append(Softmax.probabilities(logits.map { $0 * 1.4 }))
    }
    return (rows, labels)
  }

  @Test(arguments: [0.8, 0.9, 0.95]) func holdsItsPromiseOnNewImages(_ coverage: Double) throws {
    let (rows, labels) = Self.images(2000, seed: 1)
    let fit = try #require(ConformalFit.fit(probabilities: rows, labels: labels, coverage: coverage))
    let new = Self.images(4000, seed: 2)
    let held = zip(new.probabilities, new.labels).count { row, label in
      fit.set.classes(row, threshold: fit.threshold).contains(label)
    }
    #expect(abs(Double(held) / 4000 - coverage) < 0.025 && abs(fit.measured - coverage) < 0.03)
    #expect(fit.meanSize >= 1 && fit.meanSize < 8)
  }

  /// Of many thresholds, each fitted on other images, few hold less than was promised, and the mean not far more.
  @Test func seldomHoldsLessThanPromised() throws {
    let new = Self.images(4000, seed: 100)
    var shares: [Double] = []
    for seed in 0..<40 {
      let (rows, labels) = Self.images(500, seed: UInt64(seed))
      let fit = try #require(ConformalFit.fit(probabilities: rows, labels: labels, coverage: 0.9))
      shares.append(
        Double(
          zip(new.probabilities, new.labels).count { row, label in
            fit.set.classes(row, threshold: fit.threshold).contains(label)
          }) / 4000)
    }
    #expect(shares.count { $0 < 0.9 } <= 12 && abs(shares.reduce(0, +) / 40 - 0.915) < 0.012, "\(shares)")
    let scores = (1...100).map(Double.init)
    #expect(ConformalFit.quantile(of: scores, coverage: 0.9, spare: 0.03) == 94)
    #expect(ConformalFit.quantile(of: scores, coverage: 0.95, spare: 0.2) == 100)
  }

  @Test func certainImagesGetOneClassAndNoneAnEmptySet() {
    // MAPIE #254: an image of probability 1 for one class got a set of all classes.
    let set = AdaptiveSet(penalty: 0.01, free: 1)
    #expect(set.classes([0, 1, 0], threshold: 0.97) == [1])
    #expect(set.classes([0.4, 0.3, 0.3], threshold: 0) == [0] && set.classes([0.4, 0.6], threshold: -1) == [1])
    #expect(set.classes([0.4, 0.3, 0.3], threshold: 5) == [0, 1, 2])
    #expect(set.score(of: 1, [0.4, 0.3, 0.3]) == 0.4 + 0.01)
  }

  @Test func tooFewImagesPromiseNothing() {
    // MAPIE #452, #462: an infinite quantile was cut to the greatest score, and the promise broken without a word.
    let (rows, labels) = Self.images(40, seed: 3)
    #expect(ConformalFit.fit(probabilities: rows, labels: labels, coverage: 0.95) == nil)
    #expect(ConformalFit.quantile(of: [1, 2, 3], coverage: 0.9) == nil)
    #expect(ConformalFit.quantile(of: Array(repeating: 0.5, count: 19), coverage: 0.95) == 0.5)
    #expect(
      ConformalFit.least(for: 0.95) == 19 && ConformalFit.fit(probabilities: [], labels: [], coverage: 0.9) == nil)
  }

  private struct Theirs: Codable { let scores: [Double], quantile: Double, sets: [[Int]] }

  private static let script = """
    import json, sys
    import numpy as np
    from mapie.conformity_scores.sets.raps import RAPSConformityScore
    from mapie.conformity_scores.sets.utils import get_last_index_included
    from mapie.utils import _compute_classification_quantile
    data = json.load(open(sys.argv[1]))
    p, y = np.array(data['probabilities']), np.array(data['labels'])
    classes = np.arange(p.shape[1])
    total, rank = RAPSConformityScore.get_true_label_cumsum_proba(y, p, classes)
    # U = 0 in the paper's notation: the class's own probability doesn't count.
    own = np.take_along_axis(p, y.reshape(-1, 1), axis=1)
    k, weight = np.array([data['free']]), data['penalty']
    scores = RAPSConformityScore._regularize_conformity_score(k, weight, total - own, rank)
    quantile = _compute_classification_quantile(scores, np.array([1 - data['coverage']]))
    # Their set goes to the class with which the sum passes the quantile; the penalty is that class's own here.
    order = np.fliplr(np.argsort(p, axis=1, kind='stable'))
    ranked = np.take_along_axis(p, order, axis=1)
    before = np.cumsum(ranked, axis=1) - ranked + np.maximum(weight * (classes + 1 - k), 0)
    if weight == 0:
        last = get_last_index_included(np.cumsum(ranked, axis=1)[:, :, None], quantile, True)[:, 0, 0]
        sets = [sorted(order[i, :last[i] + 1].tolist()) for i in range(len(p))]
    else:
        sets = [sorted(order[i][before[i] <= quantile[0]].tolist()) for i in range(len(p))]
    print(json.dumps(dict(scores=scores.ravel().tolist(), quantile=float(quantile[0]), sets=sets)))
    """

  @Test(.enabled(if: ReferencePython.available), arguments: [(0.0, 0), (0.05, 2)])
  func scoresQuantilesAndSetsAreMAPIEs(_ shape: (penalty: Double, free: Int)) throws {
    struct Input: Codable {
      let probabilities: [[Double]], labels: [Int], penalty: Double, free: Int, coverage: Double
    }
    let (rows, labels) = Self.images(400, seed: 9)
    let folder = try TemporaryFolder()
    let input = Input(
      probabilities: rows, labels: labels, penalty: shape.penalty, free: shape.free, coverage: 0.9)
    let file = try folder.write(JSONEncoder().encode(input), to: "input.json")
    let theirs = try JSONDecoder().decode(Theirs.self, from: Data(ReferencePython.run(Self.script, [file.path]).utf8))
    let set = AdaptiveSet(penalty: shape.penalty, free: shape.free)
    let scores = zip(rows, labels).map { set.score(of: $1, $0) }
    for (ours, other) in zip(scores, theirs.scores) { #expect(abs(ours - other) < 1e-9) }
    let quantile = try #require(ConformalFit.quantile(of: scores, coverage: 0.9))
    #expect(abs(quantile - theirs.quantile) < 1e-9)
    // An image whose score is the quantile itself is in the set here, and by the last bit of a sum there.
    for (row, other) in zip(rows, theirs.sets)
    where !set.scores(row).contains(where: { abs($0.score - quantile) < 1e-9 }) {
      #expect(set.classes(row, threshold: quantile).sorted() == other)
    }
  }
}
