/// A day and the time of day, in UTC.
package struct CivilTime: Hashable, Sendable {
  /// The day.
  package let date: CivilDate
  /// From 0 to 23.
  package let hour: Int
  /// From 0 to 59.
  package let minute: Int
  /// From 0 to 60: a leap second counts as the next minute's first.
  package let second: Int

  /// Nil for an hour, minute, second, month or day that no calendar has.
  package init?(_ date: CivilDate, hour: Int, minute: Int, second: Int) {
    guard (1...12).contains(date.month), (1...31).contains(date.day), (0..<24).contains(hour),
      (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    (self.date, self.hour, self.minute, self.second) = (date, hour, minute, second)
  }

  /// The time so many whole seconds after 1970 began.
  package init(secondsSince1970 seconds: Int) {
    let day = Int((Double(seconds) / 86_400).rounded(.down))
    let rest = seconds - day * 86_400
    date = CivilDate(daysSince1970: day)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// Whole seconds since 1970 began.
  package var secondsSince1970: Int { date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second }
}
