import Foundation

/// The learning rate through a run, as a fraction of the maximum.
package enum Schedule: Sendable, Hashable, Codable {
  case constant
  /// (1 + cos πt) / 2 over the share t of steps done (Loshchilov and Hutter 2017, arXiv:1608.03983).
  case cosine
  /// Up from 1/25 through the first 30 % of steps, then down to 1/250,000, both by cosine (Smith and Topin 2018,
  /// arXiv:1708.07120).
  case oneCycle
  /// Times `factor` every `epochs` epochs.
  case step(epochs: Int, factor: Double)

  /// The factor of a step.
  ///
  /// - Parameters:
  ///   - step: From 0.
  ///   - total: Steps of the whole run.
  ///   - warmUp: Steps through which the rate rises evenly from nothing, before the schedule begins; one-cycle has its
  ///   own.
  ///   - epoch: Steps of an epoch.
  package func factor(at step: Int, of total: Int, warmUp: Int, epoch: Int) -> Double {
    if self == .oneCycle { return Self.oneCycle(Double(step) / Double(max(total - 1, 1))) }
    if step < warmUp { return Double(step + 1) / Double(warmUp + 1) }
    switch self {
    case .constant, .oneCycle: return 1
    case .cosine:
      let share = Double(step - warmUp) / Double(max(total - warmUp, 1))
      return (1 + cos(.pi * min(share, 1))) / 2
    case .step(let epochs, let factor):
      return pow(factor, Double(step / max(epoch * epochs, 1)))
    }
  }

  private static func oneCycle(_ share: Double) -> Double {
    let (begin, end, rise) = (1.0 / 25, 1.0 / 250_000, 0.3)
    func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
      low + (high - low) * (1 - cos(.pi * share)) / 2
    }
    return share < rise ? between(begin, 1, share / rise) : between(1, end, (share - rise) / (1 - rise))
  }
}
