import Foundation
import TestSupport
import Testing

@testable import Torch

/// Overlapping clouds of points, one per class, with features of very different sizes.
struct Clouds {
  var width = 12, classes = 5
  var features: [Float] = []
  var labels: [Int] = []

  init(count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func noise() -> Float { (0..<4).reduce(0) { sum, _ in sum + Float.random(in: -1...1, using: &generator) } }
    let centres = (0..<classes * width).map { _ in noise() }
    for row in 0..<count {
      let label = row % classes
      labels.append(label)
      for column in 0..<width {
        let size = Float(1 << (column % 6)) / 8
        features.append(size * (centres[label * width + column] + 2 * noise()) + Float(column))
      }
    }
  }

  func regression(sampleWeights: [Float]? = nil, smoothing: Double = 0) throws -> SoftmaxRegression {
    try SoftmaxRegression(
      features: features, width: width, labels: labels, classes: classes, sampleWeights: sampleWeights,
      smoothing: smoothing)
  }

  /// The objective, worked out in double precision row by row.
  func objective(
    _ solution: SoftmaxRegression.Solution, decay: Double, prior: [Float]? = nil, weights: [Float]? = nil
  ) -> Double {
    var (loss, total) = (0.0, 0.0)
    for (row, label) in labels.enumerated() {
      let logits = (0..<classes).map { label in
        (0..<width).reduce(Double(solution.bias[label])) {
          $0 + Double(features[row * width + $1]) * Double(solution.weight[label * width + $1])
        }
      }
      let highest = logits.max() ?? 0
      let weight = Double(weights?[row] ?? 1)
      loss += weight * (highest + log(logits.reduce(0) { $0 + exp($1 - highest) }) - logits[label])
      total += weight
    }
    let penalty = solution.weight.indices.reduce(0.0) {
      let distance = Double(solution.weight[$1]) - Double(prior?[$1] ?? 0)
      return $0 + distance * distance
    }
    return loss / total + decay / 2 * penalty
  }
}

@Suite(.serialized) struct SoftmaxRegressionTests {
  let clouds = Clouds(count: 600, seed: 5)

  @Test func theSolutionBelongsToTheFeaturesAsTheyCame() throws {
    let solution = try clouds.regression().fit(.plain(0.01))
    #expect(solution.converged)
    let objective = clouds.objective(solution, decay: 0.01)
    #expect(abs(objective - solution.objective) < 1e-5 * objective)
    for (index, move) in [(0, Float(0.02)), (7, -0.02), (30, 0.02)] {
      var moved = solution
      moved.weight[index] += move
      #expect(clouds.objective(moved, decay: 0.01) > objective)
    }
    var moved = solution
    moved.bias[0] += 0.05
    moved.bias[1] -= 0.05
    #expect(clouds.objective(moved, decay: 0.01) > objective)
  }

  @Test(.enabled(if: ReferencePython.available), arguments: [1e-1, 1e-3])
  func agreesWithScikitLearn(decay: Double) throws {
    let folder = try TemporaryFolder()
    let data = try folder.write(clouds.features.withUnsafeBytes { Array($0) }, to: "features")
    // scikit-learn minimises ‖W‖²/2 + C · Σ loss: C = 1 / (λ · n).
    let answer = try ReferencePython.run(
      """
      import sys, numpy
      from sklearn.linear_model import LogisticRegression
      width, classes, decay = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
      x = numpy.fromfile(sys.argv[1], "<f4").reshape(-1, width).astype("f8")
      y = numpy.arange(len(x)) % classes
      model = LogisticRegression(C=1 / (decay * len(x)), tol=1e-9, max_iter=100000).fit(x, y)
      p = model.predict_proba(x)[numpy.arange(len(x)), y]
      print(-numpy.log(p).mean() + decay / 2 * (model.coef_ ** 2).sum())
      """, [data.path, "\(clouds.width)", "\(clouds.classes)", "\(decay)"])
    let expected = try #require(Double(answer.trimmingCharacters(in: .whitespacesAndNewlines)))
    let found = clouds.objective(try clouds.regression().fit(.plain(decay)), decay: decay)
    #expect(abs(found - expected) < 1e-4 * expected)
  }

  @Test func givesTheSameBitsOnAnyNumberOfThreads() throws {
    let before = try Threads.count()
    defer { try? Threads.set(before) }
    let wide = Clouds(count: 2_100, seed: 9)
    let solutions = try [1, 2, 4, 1].map { threads in
      try Threads.set(threads)
      return try wide.regression(smoothing: 0.1).fit(.standardised(0.001))
    }
    #expect(Set(solutions).count == 1)
    #expect(solutions[0].iterations > 5)
  }

  @Test func aWarmStartReachesTheSameMinimumSooner() throws {
    let regression = try clouds.regression()
    let cold = try regression.fit(.plain(0.01))
    let warm = try regression.fit(.plain(0.01), from: try regression.fit(.plain(0.012)))
    #expect(warm.evaluations < cold.evaluations)
    #expect(abs(warm.objective - cold.objective) < 1e-4 * cold.objective)
    #expect(try regression.fit(.plain(0.01), from: cold).evaluations == 1)
  }

  @Test func strongDecayEndsAtThePrior() throws {
    let prior = (0..<clouds.width * clouds.classes).map { Float($0 % 7) / 50 }
    let solution = try clouds.regression().fit(.plain(1e4), prior: prior)
    #expect(distance(solution.weight, prior) < 1e-3)
    let free = try clouds.regression().fit(.plain(0.01), prior: prior)
    let objective = clouds.objective(free, decay: 0.01, prior: prior)
    #expect(abs(objective - free.objective) < 1e-5 * objective)
  }

  @Test func standardisedDecayDoesNotSeeTheScale() throws {
    var scaled = clouds
    for index in scaled.features.indices { scaled.features[index] *= index % clouds.width == 3 ? 2 : 1 }
    let (left, right) = (
      try clouds.regression().fit(.standardised(0.01)), try scaled.regression().fit(.standardised(0.01))
    )
    #expect(abs(left.objective - right.objective) < 1e-5 * left.objective)
  }

  @Test func aWeightOfTwoIsTheRowTwice() throws {
    let weights = clouds.labels.indices.map { Float($0 % 3) }
    var repeated = clouds
    (repeated.features, repeated.labels) = ([], [])
    for (row, label) in clouds.labels.enumerated() {
      for _ in 0..<row % 3 {
        repeated.labels.append(label)
        repeated.features += clouds.features[row * clouds.width..<(row + 1) * clouds.width]
      }
    }
    let weighted = try clouds.regression(sampleWeights: weights).fit(.plain(0.01))
    let twice = try repeated.regression().fit(.plain(0.01))
    #expect(abs(weighted.objective - twice.objective) < 1e-4 * twice.objective)
  }

  @Test func aFeatureThatNeverVariesDoesNoHarm() throws {
    var constant = clouds
    for index in constant.features.indices where index % clouds.width == 2 { constant.features[index] = 3 }
    let solution = try constant.regression().fit(.plain(0.01))
    #expect(solution.converged)
    #expect(solution.weight.allSatisfy { $0.isFinite })
  }

  @Test func aFeatureThatHardlyVariesDecidesNoAnswerAlone() throws {
    var quiet = clouds
    for row in quiet.labels.indices { quiet.features[row * quiet.width + 2] = row == 0 ? 1e-4 : 0 }
    let solution = try quiet.regression().fit(.standardised(0.01))
    let others = (0..<quiet.width * quiet.classes).filter { $0 % quiet.width != 2 }.map { abs(solution.weight[$0]) }
    for place in solution.weight.indices where place % quiet.width == 2 {
      #expect(abs(solution.weight[place]) < others.max() ?? 0)
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    func make(
      _ features: [Float] = [1, 2, 3, 4], _ labels: [Int] = [0, 1], classes: Int = 2, weights: [Float]? = nil
    ) throws -> SoftmaxRegression {
      try SoftmaxRegression(
        features: features, width: 2, labels: labels, classes: classes, sampleWeights: weights)
    }
    #expect(throws: RegressionError.wrongCount(of: "features", expected: 4, found: 3)) { try make([1, 2, 3]) }
    #expect(throws: RegressionError.invalidLabel(row: 1, label: 2, classes: 2)) {
      try make(.init([1, 2, 3, 4]), [0, 2])
    }
    #expect(throws: RegressionError.nothingToLearn(samples: 0, features: 2, classes: 2)) { try make([], []) }
    #expect(throws: RegressionError.nothingToLearn(samples: 2, features: 2, classes: 1)) {
      try make(.init([1, 2, 3, 4]), [0, 0], classes: 1)
    }
    #expect(throws: RegressionError.invalidSampleWeights) { try make(weights: [0, 0]) }
    #expect(throws: RegressionError.invalidSampleWeights) { try make(weights: [1, -1]) }
    #expect(throws: RegressionError.wrongCount(of: "sample weights", expected: 2, found: 1)) { try make(weights: [1]) }
    #expect(throws: RegressionError.notFinite) { try make([1, 2, .nan, 4]) }
    #expect(throws: RegressionError.wrongCount(of: "weights", expected: 4, found: 1)) {
      try make().fit(.plain(1), prior: [1])
    }
  }
}
