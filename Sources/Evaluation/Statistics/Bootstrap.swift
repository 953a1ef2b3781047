/// Percentile intervals by drawing images with replacement (Efron 1979); the same seed draws the same images everywhere.
package struct Bootstrap: Sendable {
  /// How often images are drawn again.
  package let draws: Int
  /// What the draws are made from.
  package let seed: UInt64

  package init(draws: Int = 1000, seed: UInt64 = 7) {
    self.draws = draws
    self.seed = seed
  }

  /// The interval that holds the middle `confidence` of a statistic's values over the draws; nil for no images or draws.
  ///
  /// - Parameters:
  ///   - count: How many images there are.
  ///   - statistic: Takes how many times each image was drawn.
  package func interval(
    count: Int, confidence: Double = 0.95, _ statistic: (_ weights: [Int]) -> Double
  ) -> Interval? {
    guard count > 0, draws > 0 else { return nil }
    var state = seed
    var weights = [Int](repeating: 0, count: count)
    var values: [Double] = []
    for _ in 0..<draws {
      for place in weights.indices { weights[place] = 0 }
      for _ in 0..<count { weights[Self.place(of: Self.next(&state), count: count)] += 1 }
      values.append(statistic(weights))
    }
    values.sort()
    return Interval(
      low: Self.quantile((1 - confidence) / 2, of: values), high: Self.quantile((1 + confidence) / 2, of: values))
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private static func place(of number: UInt64, count: Int) -> Int {
    Int(number.multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Linear between the neighbours, as NumPy's default is; `sorted` isn't empty.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let low = Int(place.rounded(.down))
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
  }
}
