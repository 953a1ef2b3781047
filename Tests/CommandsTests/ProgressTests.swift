import Testing

@testable import Commands

@Suite struct ProgressTests {
  private let line = ConsoleProgress.line("classifying", done: 250, total: 1000, elapsed: 10)

  @Test func saysRateAndTimeLeft() {
    #expect(line == "classifying 250/1000, 25.0 per second, 30 s left")
    #expect(ConsoleProgress.line("classifying", done: 10, total: 10, elapsed: 2).hasSuffix("in 2.0 s"))
    #expect(ConsoleProgress.line("classifying", done: 7, total: 0, elapsed: 2) == "classifying 7, 3.5 per second")
  }

  /// In a narrow terminal the bar goes first, then the line's end; nothing ever wraps.
  @Test(arguments: [200, 80, 72, 71, 46, 21, 1]) func fitsIntoTheTerminal(width: Int) {
    let text = ConsoleProgress.shown(line, fraction: 0.25, width: width)
    #expect(text.count <= max(width - 1, 1))
    #expect(text.hasPrefix("█████") == (width >= line.count + 22))
    if width > line.count { #expect(text.contains(line)) }
  }
}
