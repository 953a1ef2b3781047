import Testing

@testable import Commands

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("90s", 90), ("45m", 2700), ("2h", 7200), ("3d", 259_200), ("12", 12), ("1.5m", 90), ("", nil), ("m", nil),
    ("0s", nil), ("-5m", nil), ("2w", nil), ("nan", nil), ("1e9", nil), ("inf", nil),
  ]) func aSpanIsRead(_ text: String, _ seconds: Double?) {
    #expect(TimeSpan(argument: text)?.seconds == seconds)
  }

  @Test func durationsAreWholeSeconds() {
    #expect(TimeSpan(argument: "0.2s")?.duration == .seconds(1) && TimeSpan(argument: "2h")?.duration == .seconds(7200))
  }
}
