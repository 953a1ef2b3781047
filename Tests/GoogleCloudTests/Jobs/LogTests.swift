import Foundation
import GoogleCloud
import Support
import TestSupport
import Testing

@Suite struct LogTests {
  private static func entry(_ second: Double, _ id: String) -> LogEntry {
    LogEntry(timestamp: RFC3339.text(1_790_000_000 + second), insertId: id, text: id)
  }

  /// Leap years and ends of centuries, against Foundation's own calendar.
  @Test func stampsAreTheCalendars() {
    let formatter = ISO8601DateFormatter()
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      let date = Date(timeIntervalSince1970: Double(Int.random(in: 0..<8_000_000_000, using: &generator)))
      let text = formatter.string(from: date)
      let plain = text.filter(\.isNumber)
      #expect(JobNames.stamp(date) == "\(plain.prefix(8))_\(plain.suffix(6))")
      #expect(RFC3339.seconds(text) == date.timeIntervalSince1970)
    }
  }

  @Test func theSameTimeWithAnotherIdIsAnotherEntry() {
    var cursor = LogCursor()
    let page = LogPage(entries: [Self.entry(1, "a"), Self.entry(1, "b"), Self.entry(1, "a")])
    #expect(cursor.consume(page).map(\.insertId) == ["a", "b"])
    #expect(cursor.consume(page).isEmpty)
  }

  @Test func theNextReadingBeginsALittleBefore() throws {
    var cursor = LogCursor()
    #expect(cursor.since == nil)
    _ = cursor.consume(LogPage(entries: [Self.entry(1000, "a")], nextPageToken: "2"))
    // The filter stays the same until the last page: a page's token belongs to it.
    #expect(cursor.since == nil && cursor.nextPage == "2")
    _ = cursor.consume(LogPage(entries: [Self.entry(1001, "b")]))
    #expect(cursor.since == RFC3339.text(1_790_000_000 + 1001 - LogCursor.deepOverlap) && cursor.nextPage == nil)
    // A late entry is new, one that was seen is not.
    #expect(
      cursor.consume(LogPage(entries: [Self.entry(900, "late"), Self.entry(1000, "a")])).map(\.insertId) == ["late"])
    // Most readings go back a little, one per minute far, and so does the last.
    #expect(cursor.since == RFC3339.text(1_790_000_000 + 1001 - LogCursor.overlap))
    _ = cursor.consume(LogPage(entries: [Self.entry(1062, "c")]))
    #expect(cursor.since == RFC3339.text(1_790_000_000 + 1062 - LogCursor.deepOverlap))
    _ = cursor.consume(LogPage(entries: []))
    #expect(cursor.since == RFC3339.text(1_790_000_000 + 1062 - LogCursor.overlap))
    cursor.deepen()
    #expect(cursor.since == RFC3339.text(1_790_000_000 + 1062 - LogCursor.deepOverlap))
  }

  @Test func hostileEntriesAreMadePlain() throws {
    let text = #"""
      {"entries": [{"timestamp": "2026-11-26T06:36:06Z", "insertId": "1", "severity": "LOUD",
      "jsonPayload": {"message": "a\u001b[31mred\u0007\n"}}, {"textPayload": "b", "severity": "ERROR"},
      {"jsonPayload": {"message": {"deep": 1}}, "textPayload": "c"}, {}], "nextPageToken": ""}
      """#
    let page = try JSONDecoder().decode(LogPage.self, from: Data(text.utf8))
    #expect(page.nextPageToken == nil && page.entries.count == 4)
    #expect(page.entries[0].text == "a [31mred" && page.entries[0].severity == .default)
    #expect(page.entries[1].severity == .error && page.entries[1].text == "b")
    #expect(page.entries[2].text == "c")
    let long = String(repeating: "é", count: 100_000)
    let cut = try JSONDecoder().decode(
      LogPage.self, from: JSONSerialization.data(withJSONObject: ["entries": [["textPayload": long]]]))
    #expect(cut.entries[0].text.utf8.count < 17 << 10)
  }

  @Test func theBudgetAdmitsNoMoreThanItsLimit() {
    var budget = ReadBudget(limit: 3)
    var (now, readings): (Duration, [Duration]) = (.zero, [])
    for _ in 0..<20 {
      now += budget.wait(now: now)
      budget.read(now: now)
      readings.append(now)
      now += .seconds(1)
    }
    for reading in readings { #expect(readings.count { $0 > reading - .seconds(60) && $0 <= reading } <= 3) }
    budget.refused(retryAfter: 90, now: now)
    #expect(budget.wait(now: now) >= .seconds(90))
  }
}
