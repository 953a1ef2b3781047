import Foundation

/// When images come: at random, at a rate that follows the hours of a day and bursts on top of them (an inhomogeneous Poisson
/// process).
package struct Arrivals: Sendable {
  /// A time in which more come.
  package struct Burst: Sendable, Hashable {
    /// When it begins and ends, in seconds.
    let start: Double, end: Double
    /// How many times as many come.
    let factor: Double

    package init(start: Double, end: Double, factor: Double) {
      (self.start, self.end, self.factor) = (start, end, factor)
    }
  }

  /// Seconds of a day.
  package static let day = 86_400.0

  /// Images per second in the mean of a day without bursts.
  let mean: Double
  /// How far the rate swings around the mean in a day, as a share of it from 0 to 1; it is lowest at the beginning.
  let swing: Double
  let bursts: [Burst]

  package init(mean: Double, swing: Double = 0, bursts: [Burst] = []) {
    (self.mean, self.swing, self.bursts) = (mean, swing, bursts)
  }

  /// Bursts at moments of a day that chance draws.
  package static func bursts(
    _ count: Int, of seconds: Double, times factor: Double, using generator: inout some RandomNumberGenerator
  ) -> [Burst] {
    (0..<count).map { _ in
      let start = Double.random(in: 0..<(day - seconds), using: &generator)
      return Burst(start: start, end: start + seconds, factor: factor)
    }.sorted { $0.start < $1.start }
  }

  /// Images per second at a moment.
  package func rate(at time: Double) -> Double {
    let daily = mean * (1 - swing * cos(2 * .pi * time / Self.day))
    return bursts.reduce(daily) { $1.start <= time && time < $1.end ? $0 * $1.factor : $0 }
  }

  /// The next arrival after a moment. The rate is taken as constant within each second.
  func next(after time: Double, using generator: inout some RandomNumberGenerator) -> Double {
    var time = time
    while true {
      let end = time.rounded(.down) + 1
      let rate = rate(at: time)
      let next = rate > 0 ? time + Draw.exponential(mean: 1 / rate, using: &generator) : end
      if next < end { return next }
      // Without memory, so that what is left of the gap is as long as a new one.
      time = end
    }
  }
}
