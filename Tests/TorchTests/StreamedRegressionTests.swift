import Synchronization
import Testing

@testable import Torch

/// Rows that are read again for every evaluation give what rows in memory give.
@Suite(.serialized) struct StreamedRegressionTests {
  /// Enough for several pieces in each run.
  private static let clouds = Clouds(count: 70_000, seed: 11)

  private func fit(_ rows: RegressionRows, keeping bytes: Int) throws -> SoftmaxRegression.Solution {
    var options = LBFGS()
    options.iterations = 6
    return try SoftmaxRegression(
      rows, labels: Self.clouds.labels, classes: Self.clouds.classes, smoothing: 0.1, keeping: bytes
    ).fit(.standardised(0.01), options: options)
  }

  @Test func theSameBitsHoweverManyRowsAreKept() throws {
    let rows = RegressionRows(Self.clouds.features, width: Self.clouds.width)
    let all = try fit(rows, keeping: .max)
    #expect(all.iterations == 6)
    #expect(try fit(rows, keeping: 0) == all)
    #expect(try fit(rows, keeping: 2 << 20) == all)
    let usual = try SoftmaxRegression(
      features: Self.clouds.features, width: Self.clouds.width, labels: Self.clouds.labels,
      classes: Self.clouds.classes, smoothing: 0.1)
    var options = LBFGS()
    options.iterations = 6
    #expect(try usual.fit(.standardised(0.01), options: options) == all)
  }

  @Test func rowsAreReadInSmallRunsAndAllOfThem() throws {
    let (width, features) = (Self.clouds.width, Self.clouds.features)
    let seen = Seen()
    let rows = RegressionRows(count: 70_000, width: width) { range, buffer in
      seen.note(range.count)
      _ = buffer.update(fromContentsOf: features[(range.lowerBound * width)..<(range.upperBound * width)])
    }
    let solution = try fit(rows, keeping: 0)
    // Twice for means and deviations, once for the gradient that tolerance is a share of, then for each evaluation.
    #expect(seen.rows == 70_000 * (2 + 1 + solution.evaluations))
    #expect(seen.most <= 4096)
  }

  @Test func rowsThatCanNotBeReadAreAnErrorAtAnyTime() throws {
    struct Gone: Error, CustomStringConvertible { var description: String { "The rows are gone." } }
    let (width, features) = (Self.clouds.width, Self.clouds.features)
    for good in [0, 70_000, 3 * 70_000] {
      let seen = Seen()
      let rows = RegressionRows(count: 70_000, width: width) { range, buffer in
        if seen.note(range.count) > good { throw Gone() }
        _ = buffer.update(fromContentsOf: features[(range.lowerBound * width)..<(range.upperBound * width)])
      }
      #expect(throws: TorchError.unreadable(reason: "The rows are gone.")) { try fit(rows, keeping: 0) }
    }
  }

  @Test func otherLabelsOfRowsThatAreNotKept() throws {
    let clouds = Clouds(count: 400, seed: 3)
    let other = clouds.labels.map { ($0 + 1) % clouds.classes }
    let ones = [Float](repeating: 1, count: 400)
    func relabelled(keeping bytes: Int) throws -> SoftmaxRegression.Solution {
      try SoftmaxRegression(
        RegressionRows(clouds.features, width: clouds.width), labels: clouds.labels, classes: clouds.classes,
        keeping: bytes
      ).relabelled(other, classes: clouds.classes, sampleWeights: ones).fit(.standardised(0.1))
    }
    #expect(try relabelled(keeping: 0) == relabelled(keeping: .max))
  }
}

/// What was read. A class, since a lock that is taken within a closure that throws made the optimiser see an error where there was
/// none (Swift 6.3.1).
private final class Seen: Sendable {
  private let counts = Mutex((most: 0, rows: 0))
  var most: Int { counts.withLock { $0.most } }
  var rows: Int { counts.withLock { $0.rows } }

  /// Returns how many rows were read in all.
  @discardableResult func note(_ count: Int) -> Int {
    counts.withLock {
      $0 = (max($0.most, count), $0.rows + count)
      return $0.rows
    }
  }
}
