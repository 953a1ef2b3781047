import Foundation
import Support
import Synchronization

/// Shows the progress of long work on standard error: a bar with rate and time left on a terminal, plain lines
/// elsewhere.
package final class ConsoleProgress: ProgressReporter {
  private struct State {
    var what = ""
    var begun = ContinuousClock.now
    var shown = ContinuousClock.now
    var isOpen = false
    var isDone = false
  }

  private let state = Mutex(State())
  private let isTerminal = Console.standardErrorIsTerminal

  package init() {}

  package func begin(_ what: String, total: Int) {
    state.withLock { state in
      state = State(what: what)
      if !isTerminal { Console.error(total > 0 ? "\(what): \(total)" : what) }
    }
  }

  package func advance(to done: Int, of total: Int) {
    state.withLock { state in
      let now = ContinuousClock.now
      let isLast = total > 0 && done >= total
      let interval: Duration = isTerminal ? .milliseconds(200) : .seconds(15)
      // The end may be reported more than once if work is counted more finely than it is shown.
      guard !state.isDone, isLast || now - state.shown > interval else { return }
      state.shown = now
      state.isDone = isLast
      let line = Self.line(state.what, done: done, total: total, elapsed: (now - state.begun) / .seconds(1))
      if isTerminal {
        let text = Self.shown(
          line, fraction: Double(done) / Double(max(total, 1)), width: Console.columns(of: STDERR_FILENO))
        Console.write("\r\u{1B}[K\(text)\(isLast ? "\n" : "")")
        state.isOpen = !isLast
      } else {
        Console.error(line)
      }
    }
  }

  package func note(_ sentence: String) {
    state.withLock { state in
      if state.isOpen { Console.write("\r\u{1B}[K") }
      Console.error(sentence)
    }
  }

  /// The bar and the line as they fit into `width` columns: a line that wraps could not be overwritten.
  static func shown(_ line: String, fraction: Double, width: Int) -> String {
    let barWidth = 20
    guard line.count + barWidth + 2 <= width else { return String(line.prefix(max(width - 1, 1))) }
    return Bar.text(fraction, width: barWidth).padding(toLength: barWidth, withPad: " ", startingAt: 0) + " " + line
  }

  static func line(_ what: String, done: Int, total: Int, elapsed: Double) -> String {
    let rate = elapsed > 0 ? Double(done) / elapsed : 0
    guard total > 0 else { return "\(what) \(done), \(String(format: "%.1f", rate)) per second" }
    let left = rate > 0 ? Double(total - done) / rate : 0
    let end = done >= total ? "in \(time(elapsed))" : "\(time(left)) left"
    return "\(what.printableName) \(done)/\(total), \(String(format: "%.1f", rate)) per second, \(end)"
  }

  private static func time(_ seconds: Double) -> String {
    if seconds < 10 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    return whole < 100 ? "\(whole) s" : String(format: "%d min %02d s", whole / 60, whole % 60)
  }
}
