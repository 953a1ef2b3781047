import ArgumentParser

/// A time span as people write it: `90s`, `45m`, `2h`, `3d`, or a number of seconds.
package struct TimeSpan: Hashable, Sendable, ExpressibleByArgument {
  /// The span in seconds, above 0 and below 10⁸.
  package let seconds: Double

  /// Reads a positive number with a unit, or without one for seconds; nil for anything else.
  package init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? argument[...] : argument.dropLast()), number > 0 else { return nil }
    seconds = number * (unit ?? 1)
    guard seconds < 1e8 else { return nil }
  }

  /// The span in whole seconds, rounded up.
  package var duration: Duration { .seconds(Int64(seconds.rounded(.up))) }
}
