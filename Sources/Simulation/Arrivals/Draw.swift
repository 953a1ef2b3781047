import Foundation

/// Numbers by chance.
enum Draw {
  /// Exponentially distributed.
  static func exponential(mean: Double, using generator: inout some RandomNumberGenerator) -> Double {
    -mean * log(1 - Double.random(in: 0..<1, using: &generator))
  }
}

/// How much work images are, in seconds of a core.
package enum Work: Sendable, Hashable {
  /// All the same.
  case constant(Double)
  /// Exponentially distributed, with a mean.
  case exponential(Double)
  /// One look or two, as photos differ: a share of the second kind.
  case either(Double, Double, share: Double)

  func draw(using generator: inout some RandomNumberGenerator) -> Double {
    switch self {
    case .constant(let seconds): seconds
    case .exponential(let mean): Draw.exponential(mean: mean, using: &generator)
    case .either(let less, let more, let share): Double.random(in: 0..<1, using: &generator) < share ? more : less
    }
  }

  /// Seconds of a core in the mean.
  package var mean: Double {
    switch self {
    case .constant(let seconds), .exponential(let seconds): seconds
    case .either(let less, let more, let share): less * (1 - share) + more * share
    }
  }
}
