/// Times in bins of a millisecond up to a minute, so that millions of them take no room.
struct LatencyHistogram {
  private var bins = [Int](repeating: 0, count: 60_000)
  private(set) var count = 0
  private var sum = 0.0

  mutating func add(_ seconds: Double) {
    bins[min(max(0, Int(seconds * 1000)), bins.count - 1)] += 1
    count += 1
    sum += seconds
  }

  var mean: Double { count == 0 ? 0 : sum / Double(count) }

  /// The time that a share of all doesn't exceed, to the millisecond above.
  func quantile(_ share: Double) -> Double {
    var rest = Int((share * Double(count)).rounded(.up))
    for (index, bin) in bins.enumerated() {
      rest -= bin
      if rest <= 0 { return Double(index + 1) / 1000 }
    }
    return Double(bins.count) / 1000
  }
}
