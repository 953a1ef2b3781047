/// How many machines there are to be, as Kubernetes' horizontal autoscaler decides it: from each machine's measure against a
/// target, at most twice as many or four more at a time, and fewer only where nothing of five minutes asked for more.
///
/// A value: it is told the time. Source: Kubernetes, "Horizontal Pod Autoscaling", with the defaults of `autoscaling/v2`.
package struct Autoscaler: Sendable {
  /// What is measured of a machine.
  package enum Rule: Sendable, Hashable {
    /// Its processors' use, as a share of all its cores.
    case processors(target: Double)
    /// Images that wait in it and are worked on, the most of the last minute (`Deploy/prometheus/adapter.yaml`).
    case images(target: Double)
    /// Nothing: there are always as many.
    case fixed
  }

  /// What a machine that serves shows.
  package struct Sample: Sendable, Hashable {
    let processors: Double
    let images: Double

    package init(processors: Double, images: Double) { (self.processors, self.images) = (processors, images) }
  }

  /// Seconds between two decisions.
  package static let period = 15.0
  private static let tolerance = 0.1
  private static let stabilisation = 300.0

  /// What decides.
  package let rule: Rule
  /// The fewest machines.
  package let least: Int
  /// The most machines.
  package let most: Int
  private var recommendations: [(time: Double, count: Int)] = []

  package init(_ rule: Rule, least: Int, most: Int) { (self.rule, self.least, self.most) = (rule, least, most) }

  /// How many machines there are to be from now on.
  ///
  /// - Parameters:
  ///   - samples: of the machines that serve; those that start count as idle.
  ///   - count: how many there are, with those that start.
  package mutating func desired(at time: Double, _ samples: [Sample], of count: Int) -> Int {
    let (sum, target): (Double, Double)
    switch rule {
    case .processors(let aim): (sum, target) = (samples.reduce(0) { $0 + $1.processors }, aim)
    case .images(let aim): (sum, target) = (samples.reduce(0) { $0 + $1.images }, aim)
    case .fixed: return count
    }
    let ratio = sum / (target * Double(max(1, count)))
    var wanted = abs(ratio - 1) <= Self.tolerance ? count : Int((sum / target).rounded(.up))
    wanted = min(max(wanted, least), most)
    recommendations.removeAll { $0.time < time - Self.stabilisation }
    recommendations.append((time, wanted))
    if wanted > count { return min(wanted, max(2 * count, count + 4)) }
    return min(count, recommendations.map(\.count).max() ?? wanted)
  }
}
