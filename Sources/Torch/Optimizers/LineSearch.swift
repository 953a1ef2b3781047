/// A point along a search direction.
package struct LinePoint: Sendable, Hashable {
  /// How far along the direction the point is.
  package var step: Double
  /// The function's value at the step.
  package var value: Double
  /// The derivative along the direction.
  package var slope: Double

  package init(step: Double, value: Double, slope: Double) {
    (self.step, self.value, self.slope) = (step, value, slope)
  }
}

/// A search for a step that meets the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6).
///
/// value(t) ≤ value(0) + c₁ · t · slope(0) and |slope(t)| ≤ c₂ · |slope(0)|. Both allow for the rounding of the value.
package struct LineSearch: Sendable {
  /// The share of the expected decrease that is enough (Armijo's condition).
  package var decrease = 1e-4
  /// The share of the first slope that may be left (Wolfe's condition).
  package var curvature = 0.9
  /// The most evaluations of the function in one search.
  package var evaluations = 20
  /// The share of the value's size that is taken for rounding.
  package var rounding = 1e-7

  package init() {}

  /// Returns the last point evaluated that is accepted, or nothing where none was found; `start.step` is 0.
  package func search<Failure: Error>(
    from start: LinePoint, firstStep: Double, _ evaluate: (Double) throws(Failure) -> LinePoint
  ) throws(Failure) -> LinePoint? {
    var low = start
    var high: LinePoint?
    var step = firstStep
    for _ in 0..<evaluations {
      let point = try evaluate(step)
      if !isLowEnough(point, start) || (low.step > 0 && point.value > low.value + slack(start)) {
        high = point
      } else if abs(point.slope) <= curvature * abs(start.slope) {
        return point
      } else {
        // The minimum is between the new lowest point and whichever old one its slope falls towards.
        if point.slope * ((high?.step ?? .infinity) - low.step) >= 0 { high = low }
        low = point
      }
      step = high.map { between(low, $0) } ?? 4 * step
      guard step.isFinite, step > 0, high.map({ abs($0.step - low.step) > 1e-12 * step }) ?? true else { break }
    }
    return low.step > 0 ? low : nil
  }

  private func slack(_ start: LinePoint) -> Double { rounding * abs(start.value) }

  private func isLowEnough(_ point: LinePoint, _ start: LinePoint) -> Bool {
    point.value.isFinite && point.slope.isFinite
      && point.value <= start.value + decrease * point.step * start.slope + slack(start)
  }

  /// The minimum of the cubic through two points (Nocedal and Wright, equation 3.59), kept off the ends.
  private func between(_ low: LinePoint, _ high: LinePoint) -> Double {
    let width = high.step - low.step
    guard high.value.isFinite, high.slope.isFinite else { return low.step + 0.1 * width }
    let mixed = low.slope + high.slope - 3 * (low.value - high.value) / (low.step - high.step)
    let square = mixed * mixed - low.slope * high.slope
    let root = (width < 0 ? -1 : 1) * max(square, 0).squareRoot()
    let cubic = high.step - width * (high.slope + root - mixed) / (high.slope - low.slope + 2 * root)
    let share = square >= 0 && cubic.isFinite ? (cubic - low.step) / width : 0.5
    return low.step + min(max(share, 0.1), 0.9) * width
  }
}
