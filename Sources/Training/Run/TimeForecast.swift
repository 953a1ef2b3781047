import Foundation

/// How long something will take, said only where it is worth knowing.
enum TimeForecast {
  /// From this many seconds on people are told.
  private static let least = 60.0

  /// Returns "about 12 minutes" or "about 2 h 10 min"; nil for what takes less than a minute.
  static func words(seconds: Double) -> String? {
    guard seconds >= least, seconds.isFinite else { return nil }
    let minutes = Int((seconds / 60).rounded(.up))
    if minutes < 100 { return "about \(minutes) minute\(minutes == 1 ? "" : "s")" }
    return "about \(minutes / 60) h \(minutes % 60) min"
  }
}

/// Times a run's first steps, and then says once how long the rest takes.
struct StepForecast {
  private var steps = 0
  private var since = ContinuousClock.now

  /// Steps that count as setting up.
  private static let skipped = 2
  private static let timed = 6

  /// Takes note of a step that was done; returns a sentence after the first few of a run that takes minutes.
  ///
  /// - Parameters:
  ///   - left: Steps that are still to do.
  ///   - validations: How often the net is still validated, and the seconds that takes each time.
  mutating func stepped(left: Int, validations: (count: Int, seconds: Double)) -> String? {
    steps += 1
    if steps == Self.skipped { since = .now }
    guard steps == Self.skipped + Self.timed else { return nil }
    let step = since.duration(to: .now) / .seconds(1) / Double(Self.timed)
    return TimeForecast.words(seconds: step * Double(left) + Double(validations.count) * validations.seconds)
      .map { "Fine-tuning takes \($0)." }
  }
}
