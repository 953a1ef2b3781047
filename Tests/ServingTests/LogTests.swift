import Logging
import Serving
import Synchronization
import Testing

/// What a person at a terminal reads of a server's log.
@Suite struct LogTests {
  private func lines(_ log: (Logger) -> Void) -> [String] {
    let lines = Lines()
    log(Logger(label: "test") { _ in TextLinesHandler { line in lines.all.withLock { $0.append(line) } } })
    return lines.all.withLock { $0 }
  }

  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  @Test func anEntryIsOneReadableLine() throws {
    let found = lines { log in
      log.info("request", metadata: ["method": "POST", "route": "/", "status": .stringConvertible(200)])
      log.warning("two\nlines \u{1B}[31m", metadata: ["hb.request.id": "7"])
    }
    #expect(found.count == 2)
    #expect(found[0].wholeMatch(of: /\d\d:\d\d:\d\d request method=POST route=\/ status=200\n/) != nil, "\(found)")
    // Whatever a request brings, it stays one line and drives no terminal.
    #expect(found[1].contains("warning: two") && !found[1].contains("\u{1B}") && !found[1].contains("hb.request"))
    #expect(found[1].split(separator: "\n").count == 1)
  }
}
