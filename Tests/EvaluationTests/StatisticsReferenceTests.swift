import Evaluation
import Foundation
import Taxonomy
import TestSupport
import Testing

/// Intervals, tests and curves against statsmodels, scikit-learn and SciPy.
@Suite(.enabled(if: ReferencePython.available)) struct StatisticsReferenceTests {
  private static let script = """
    import json, sys
    import numpy as np
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform
    from sklearn.metrics import brier_score_loss, confusion_matrix, f1_score, roc_curve
    from statsmodels.stats.contingency_tables import mcnemar
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportion_confint, proportions_ztest
    data = json.load(open(sys.argv[1]))
    wilson = [[float(x) for x in np.clip(proportion_confint(k, n, alpha=1 - c, method='wilson'), 0, 1)]
              for k, n, c in data['shares']]
    tables = [[[5, b], [c, 5]] for b, c in data['tables']]
    exact = [float(mcnemar(t, exact=True).pvalue) for t in tables]
    from scipy.stats import binom
    mid = [float(2 * binom.cdf(min(b, c), b + c, .5) - binom.pmf(min(b, c), b + c, .5)) for b, c in data['tables']]
    z = [float(proportions_ztest([a, c], [b, d])[1]) for a, b, c, d in data['slices']]
    holm = multipletests(data['values'], method='holm')[1].tolist()
    p = np.array(data['probabilities']); y = np.array(data['labels']); answer = p.argmax(1)
    seen = np.unique(y)
    fpr, tpr, _ = roc_curve([1] * len(data['positives']) + [0] * len(data['negatives']),
                            data['positives'] + data['negatives'], drop_intermediate=False)
    # The draws of SplitMix64, and macro F1 of each by scikit-learn.
    state, n, values, mask = 7, len(y), [], (1 << 64) - 1
    def number():
        global state
        state = (state + 0x9E3779B97F4A7C15) & mask
        v = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & mask
        v = ((v ^ v >> 27) * 0x94D049BB133111EB) & mask
        return v ^ v >> 31
    for _ in range(60):
        drawn = np.array([number() * n >> 64 for _ in range(n)])
        values.append(f1_score(y[drawn], answer[drawn], labels=np.unique(y[drawn]), average='macro', zero_division=0))
    matrix = confusion_matrix(y, answer, labels=np.arange(p.shape[1]))
    share = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    distance = 1 - np.maximum(share, share.T); np.fill_diagonal(distance, 0)
    print(json.dumps(dict(wilson=wilson, exact=exact, mid=mid, z=z, holm=holm,
        brier=brier_score_loss(y, p, labels=np.arange(p.shape[1])),
        macro=f1_score(y, answer, labels=seen, average='macro', zero_division=0),
        weighted=f1_score(y, answer, labels=seen, average='weighted', zero_division=0),
        area=float(np.trapezoid(tpr, fpr)), corners=[[float(a), float(b)] for a, b in zip(fpr, tpr)],
        bootstrap=[float(v) for v in np.quantile(values, [0.025, 0.975])],
        heights=linkage(squareform(distance), 'average')[:, 2].tolist())))
    """

  private struct Input: Codable {
    var shares: [[Double]] = []
    var tables: [[Int]] = []
    var slices: [[Int]] = []
    var values: [Double] = []
    var probabilities: [[Double]] = []
    var labels: [Int] = []
    var positives: [Double] = []
    var negatives: [Double] = []
  }

  private struct Theirs: Codable {
    let wilson: [[Double]], exact: [Double], mid: [Double], z: [Double], holm: [Double], brier: Double, macro: Double
    let weighted: Double, area: Double, corners: [[Double]], bootstrap: [Double], heights: [Double]
  }

  private static func input() -> Input {
    var generator = SeededGenerator(seed: 5)
    var input = Input()
    for n in [1, 2, 9, 38, 77, 240, 8580] {
      for k in [0, 1, n / 2, n - 1, n] where k >= 0 { input.shares.append([Double(k), Double(n), 0.95]) }
    }
    input.shares += [[3, 17, 0.9], [3, 17, 0.99]]
    input.tables = [[0, 0], [1, 0], [0, 7], [5, 5], [12, 3], [140, 101], [1200, 1100]]
    input.slices = [[5, 10, 50, 60], [90, 100, 850, 900], [1, 30, 1, 31]]
    input.values = (0..<12).map { _ in Double.random(in: 0...0.2, using: &generator) }
    // Class 9 has no image, but is answered.
    for _ in 0..<300 {
      let label = Int.random(in: 0..<9, using: &generator)
      var row = (0..<10).map { _ in Double.random(in: 0.01...1, using: &generator) }
      row[label] += Double.random(in: 0...1.2, using: &generator)
      let sum = row.reduce(0, +)
      input.probabilities.append(row.map { $0 / sum })
      input.labels.append(label)
    }
    input.positives = (0..<90).map { _ in Double(Int.random(in: 3...12, using: &generator)) / 12 }
    input.negatives = (0..<40).map { _ in Double(Int.random(in: 0...8, using: &generator)) / 12 }
    return input
  }

  private let input = Self.input()
  private let theirs: Theirs

  init() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(JSONEncoder().encode(input), to: "input.json")
    theirs = try JSONDecoder().decode(Theirs.self, from: Data(ReferencePython.run(Self.script, [file.path]).utf8))
  }

  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 }

  @Test func intervalsAndTests() {
    for (share, other) in zip(input.shares, theirs.wilson) {
      let ours = Interval.wilson(Int(share[0]), of: Int(share[1]), confidence: share[2])
      #expect(near(ours.low, other[0]) && near(ours.high, other[1]), "\(share)")
    }
    for (place, table) in input.tables.enumerated() {
      let ours = PairedComparison(images: 4000, onlyFirst: table[0], onlySecond: table[1])
      #expect(near(ours.exactP, theirs.exact[place]) && near(ours.midP, theirs.mid[place]), "\(table)")
    }
    for (slice, other) in zip(input.slices, theirs.z) {
      #expect(near(SliceTest.p((slice[0], slice[1]), (slice[2], slice[3])), other))
    }
    for (ours, other) in zip(SliceTest.holm(input.values), theirs.holm) { #expect(near(ours, other)) }
  }

  @Test func scoresOfProbabilities() throws {
    var card = Scorecard(classes: (0..<10).map { ClassName(id: "\($0)", label: "\($0)") })
    var judged: [Judgement] = []
    for (row, label) in zip(input.probabilities, input.labels) {
      judged.append(try card.accumulate(probabilities: row, label: label))
    }
    let ours = card.measure()
    #expect(near(ours.brier, theirs.brier) && near(ours.f1, theirs.macro) && near(ours.f1Weighted, theirs.weighted))
    let interval = try #require(
      Bootstrap(draws: 60).interval(count: judged.count) { weights in
        var (right, images, answered) = ([Int](repeating: 0, count: 10), [0], [0])
        (images, answered) = (right, right)
        for (judgement, weight) in zip(judged, weights) {
          images[judgement.truth] += weight
          answered[judgement.answer] += weight
          if judgement.isRight { right[judgement.truth] += weight }
        }
        return FScore(right: right, images: images, answered: answered).macro
      })
    #expect(near(interval.low, theirs.bootstrap[0]) && near(interval.high, theirs.bootstrap[1]))
    for (ours, other) in zip(card.clustered.heights, theirs.heights) { #expect(near(ours, other)) }
    #expect(card.clustered.order.sorted() == Array(0..<10) && card.clustered.heights.count == theirs.heights.count)
  }

  @Test func receiverCurve() {
    let points = ReceiverCurve.points(positives: input.positives, negatives: input.negatives)
    let area = zip(points, points.dropFirst()).reduce(0.0) {
      $0 + ($1.1.falselyAccepted - $1.0.falselyAccepted) * ($1.0.accepted + $1.1.accepted) / 2
    }
    #expect(near(area, theirs.area))
    #expect(near(Threshold.auroc(positives: input.positives, negatives: input.negatives) ?? 0, theirs.area))
    for point in points {
      #expect(theirs.corners.contains { near($0[0], point.falselyAccepted) && near($0[1], point.accepted) })
    }
    #expect(points.first?.threshold == nil && points.first?.accepted == 0 && points.last?.falselyAccepted == 1)
  }
}
