import Dispatch
import Foundation
import Synchronization

/// Catches SIGINT and SIGTERM while it lives: the first requests an orderly end, a second SIGINT ends at once.
package final class StopSignals: Sendable {
  private final class Heard: Sendable { let signal = Mutex<Int32>(0) }

  private let heard: Heard
  // Made once, and only cancelled after.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  package init() {
    let heard = Heard()
    self.heard = heard
    let queue = DispatchQueue(label: "signals")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let before = heard.signal.withLock { known in
          let before = known
          if known == 0 { known = number }
          return before
        }
        if before == SIGINT, number == SIGINT { _exit(130) }
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }

  /// The signal received, if any.
  package var signalHeard: Int32? { heard.signal.withLock { $0 == 0 ? nil : $0 } }
}
