import Testing

@testable import Torch

/// A regression with other labels is what a new one of these labels would be.
@Suite struct RelabelledTests {
  private func options() -> LBFGS {
    var options = LBFGS()
    options.tolerance = 1e-6
    return options
  }

  @Test func otherLabelsGiveWhatANewRegressionGives() throws {
    let clouds = Clouds(count: 400, seed: 3)
    var other = clouds
    for row in stride(from: 0, to: 400, by: 7) { other.labels[row] = (clouds.labels[row] + 1) % clouds.classes }
    let base = try clouds.regression()
    let changed = try base.relabelled(
      other.labels, classes: other.classes, sampleWeights: Array(repeating: 1, count: 400))
    let (one, two) = (
      try changed.fit(.standardised(0.1), options: options()),
      try other.regression().fit(.standardised(0.1), options: options())
    )
    for (a, b) in zip(one.weight + one.bias, two.weight + two.bias) { #expect(abs(a - b) < 1e-4) }
    // The first one is as it was.
    #expect(try base.fit(.standardised(0.1)) == clouds.regression().fit(.standardised(0.1)))
  }

  @Test func rowsWithoutWeightChangeNothing() throws {
    let clouds = Clouds(count: 1024, seed: 4)
    // The first quarter, whole runs of rows, and some rows elsewhere.
    let weights = (0..<1024).map { Float($0 < 256 || $0 % 11 == 0 ? 0 : 1) }
    var nonsense = clouds.labels
    for row in weights.indices where weights[row] == 0 { nonsense[row] = 0 }
    let base = try clouds.regression()
    let one = try base.relabelled(clouds.labels, classes: 5, sampleWeights: weights).fit(.standardised(0.1))
    let two = try base.relabelled(nonsense, classes: 5, sampleWeights: weights).fit(.standardised(0.1))
    #expect(one == two)
    let whole = try clouds.regression(sampleWeights: weights).fit(.standardised(0.1))
    for (a, b) in zip(one.weight, whole.weight) { #expect(abs(a - b) < 1e-3) }
  }

  @Test func aFurtherClassAndAFurtherFitAreTaken() throws {
    let clouds = Clouds(count: 400, seed: 5)
    let base = try clouds.regression()
    let first = try base.fit(.standardised(0.1))
    var labels = clouds.labels
    for row in 0..<20 { labels[row] = 5 }
    let grown = try base.relabelled(labels, classes: 6, sampleWeights: Array(repeating: 1, count: 400))
    var start = SoftmaxRegression.Solution(
      startingAt: first.weight + Array(repeating: 0, count: 12), bias: first.bias + [0])
    start.scale = first.scale
    let (warm, cold) = (
      try grown.fit(.standardised(0.1), from: start, options: options()),
      try grown.fit(.standardised(0.1), options: options())
    )
    for (a, b) in zip(warm.weight, cold.weight) { #expect(abs(a - b) < 1e-3) }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let base = try Clouds(count: 400, seed: 6).regression()
    let ones = [Float](repeating: 1, count: 400)
    #expect(throws: RegressionError.self) { try base.relabelled([0, 1], classes: 5, sampleWeights: ones) }
    #expect(throws: RegressionError.self) {
      try base.relabelled(Array(repeating: 5, count: 400), classes: 5, sampleWeights: ones)
    }
    #expect(throws: RegressionError.self) {
      try base.relabelled(
        Array(repeating: 0, count: 400), classes: 5, sampleWeights: Array(repeating: 0, count: 400))
    }
  }
}
