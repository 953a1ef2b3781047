import Testing

@testable import Torch

/// Processes that each have some of the rows find what one with all of them finds.
@Suite(.serialized) struct SharedRegressionTests {
  private static var options: LBFGS {
    var options = LBFGS()
    options.tolerance = 1e-6
    return options
  }

  @Test(arguments: [false, true]) func theMinimumOfAllRows(isWeighted: Bool) async throws {
    let clouds = Clouds(count: 900, seed: 13)
    let weights = isWeighted ? clouds.labels.indices.map { Float($0 % 4) } : nil
    // One has few rows, one none.
    let shares = [0..<200, 200..<860, 860..<900, 900..<900]
    let found = try await Ranks.run(shares.count) { group in
      let own = shares[group.rank]
      let regression = try SoftmaxRegression(
        RegressionRows(
          Array(clouds.features[(own.lowerBound * clouds.width)..<(own.upperBound * clouds.width)]),
          width: clouds.width),
        labels: Array(clouds.labels[own]), classes: clouds.classes, sampleWeights: weights.map { Array($0[own]) },
        over: group)
      guard group.rank == 0 else {
        try regression.follow()
        return [regression.classShares]
      }
      // Several fits of one regression, as the search for a decay takes them.
      _ = try regression.fit(.standardised(1), options: Self.options)
      let solution = try regression.fit(.standardised(0.01), options: Self.options)
      try regression.finish()
      return [solution.weight, solution.bias, regression.classShares]
    }
    let alone = try clouds.regression(sampleWeights: weights)
    let expected = try alone.fit(.standardised(0.01), options: Self.options)
    for (a, b) in zip(found[0][0] + found[0][1], expected.weight + expected.bias) { #expect(abs(a - b) < 1e-4) }
    for rank in 1..<shares.count { #expect(found[rank] == [found[0][2]]) }
    #expect(zip(found[0][2], alone.classShares).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func rowsThatNobodyHasAreRefusedByAll() async throws {
    let said = try await Ranks.run(2) { group in
      do {
        _ = try SoftmaxRegression(RegressionRows([], width: 3), labels: [], classes: 2, over: group)
        return []
      } catch is RegressionError {
        return [[1]]
      }
    }
    #expect(said == [[[1]], [[1]]])
  }
}
