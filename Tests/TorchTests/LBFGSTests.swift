import Testing

@testable import Torch

@Suite struct LBFGSTests {
  @Test func findsRosenbrocksMinimum() throws {
    var options = LBFGS()
    options.tolerance = 1e-9
    let start = try Tensor([-1.2, 1] as [Double])
    let minimum = try options.minimise(start) { (point) throws(TorchError) in
      let values = try point.values(Double.self)
      let (x, y) = (values[0], values[1])
      return LBFGS.Evaluation(
        value: 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x),
        gradient: try Tensor([-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)]))
    }
    #expect(minimum.converged)
    #expect(minimum.evaluations < 80)
    for value in try minimum.point.values(Double.self) { #expect(abs(value - 1) < 1e-5) }
    #expect(try start.values(Double.self) == [-1.2, 1], "the start is left alone")
  }

  @Test func stopsAtOnceAtAMinimum() throws {
    let minimum = try LBFGS().minimise(.zeros([3])) { (point) throws(TorchError) in
      LBFGS.Evaluation(value: try point.dot(point).scalar(), gradient: try point * 2)
    }
    #expect(minimum.converged)
    #expect(minimum.evaluations == 1)
  }

  @Test func givesUpOnASlopeThatLies() throws {
    let minimum = try LBFGS().minimise(.zeros([1])) { (point) throws(TorchError) in
      LBFGS.Evaluation(value: 1 + abs(try point.scalar()), gradient: try .full([1], 1))
    }
    #expect(!minimum.converged)
    // Each step may lose what rounding hides, and no more.
    let most = Double(LBFGS().iterations) * LineSearch().rounding
    #expect(abs(try minimum.point.scalar()) <= 1.01 * most)
  }

  @Test(arguments: [0.01, 0.3, 1, 5, 100])
  func everyFirstStepEndsAtAWolfePoint(first: Double) throws {
    func evaluate(_ step: Double) -> LinePoint {
      // Moré and Thuente 1994, equation 5.1, with β = 2.
      let slope = (step * step - 2) / ((step * step + 2) * (step * step + 2))
      return LinePoint(step: step, value: -step / (step * step + 2), slope: slope)
    }
    var search = LineSearch()
    search.curvature = 0.1
    let start = evaluate(0)
    let found = try #require(search.search(from: start, firstStep: first, evaluate))
    #expect(found.value <= start.value + 1e-4 * found.step * start.slope + 1e-7)
    #expect(abs(found.slope) <= 0.1 * abs(start.slope))
  }

  @Test func survivesValuesThatAreNotNumbers() throws {
    let found = LineSearch().search(from: LinePoint(step: 0, value: 1, slope: -2), firstStep: 50) { step in
      step < 2
        ? LinePoint(step: step, value: (1 - step) * (1 - step), slope: 2 * (step - 1))
        : LinePoint(step: step, value: .nan, slope: .nan)
    }
    #expect(abs(try #require(found).step - 1) < 0.95)
  }
}
