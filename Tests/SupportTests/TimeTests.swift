import Foundation
import Support
import TestSupport
import Testing

@Suite struct TimeTests {
  /// Leap years and ends of centuries, against Foundation's own calendar, there and back.
  @Test func daysAreTheCalendars() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      let days = Int.random(in: -130_000..<3_000_000, using: &generator)
      let date = CivilDate(daysSince1970: days)
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      #expect(date.year == parts.year && date.month == parts.month && date.day == parts.day)
      #expect(date.daysSince1970 == days)
    }
  }

  @Test func timesGoThereAndBack() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2000 {
      let seconds = Int.random(in: -2_000_000_000..<8_000_000_000, using: &generator)
      #expect(CivilTime(secondsSince1970: seconds).secondsSince1970 == seconds)
      let micro = Double(seconds) + Double(Int.random(in: 0..<1_000_000, using: &generator)) / 1_000_000
      let read = RFC3339.seconds(RFC3339.text(micro))
      #expect(read.map { abs($0 - micro) < 2e-6 } == true)
    }
  }

  @Test func noCalendarHasThem() {
    let day = CivilDate(year: 2026, month: 1, day: 31)
    #expect(CivilTime(day, hour: 24, minute: 0, second: 0) == nil)
    #expect(CivilTime(day, hour: 0, minute: 60, second: 0) == nil)
    #expect(CivilTime(CivilDate(year: 2026, month: 13, day: 1), hour: 0, minute: 0, second: 0) == nil)
    #expect(CivilTime(day, hour: 23, minute: 59, second: 60)?.secondsSince1970 == 1_769_904_000)
  }

  @Test func timesOfGooglesAPIs() {
    #expect(RFC3339.seconds("1970-01-01T00:00:00Z") == 0)
    #expect(RFC3339.seconds("2026-11-26T06:36:06.5Z") == 1_795_674_966.5)
    #expect(RFC3339.text(1_795_674_966.5) == "2026-11-26T06:36:06.500000Z")
    for text in [
      "", "2026", "2026-11-26T06:36:06", "2026-13-26T06:36:06Z", "2026-11-26T06:36:06+01:00", "2026-11-26 06:36:06Z",
      "2026-11-26T06:36:06.Z0Z",
    ] {
      #expect(RFC3339.seconds(text) == nil, "\(text)")
    }
  }

  @Test func datesOfHeaders() {
    #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(HTTPDate.seconds("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
    for text in [
      "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nix 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
      "Sun, 06 Nov 1994 24:49:37 GMT",
    ] {
      #expect(HTTPDate.seconds(text) == nil)
    }
  }
}
