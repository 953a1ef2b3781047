import ArgumentParser
import Testing

@testable import Commands

@Suite struct ManualTests {
  @Test func everyVerbHasItsSection() {
    let page = ManualCommand.page(Dogbreed.self)
    for verb in ["PREDICT", "DATA CHECK", "MODEL VERIFY", "CLOUD DEPLOY"] {
      #expect(page.contains(".SH DOGBREED \(verb)\n"), "\(verb)")
    }
    #expect(page.contains("\\-\\-files\\-from"))
    #expect(!page.contains("MANUAL"))
  }

  /// A line that begins with a dot is a macro: only man's own may.
  @Test func noTextIsTakenForAMacro() {
    let macros = [".TH ", ".SH ", ".nf", ".fi"]
    for line in ManualCommand.page(Dogbreed.self).split(separator: "\n") where line.hasPrefix(".") {
      #expect(macros.contains { line.hasPrefix($0) }, "\(line)")
    }
  }
}
