import Support
import Synchronization

/// Megabytes as progress.
final class ByteProgress: Sendable {
  private let progress: any ProgressReporter
  private let last = Mutex(1)

  init(_ what: String, _ progress: any ProgressReporter) {
    self.progress = progress
    progress.begin("\(what), MB", total: 0)
  }

  func advance(to bytes: Int, of total: Int?) {
    let whole = bytes >> 20
    last.withLock { $0 = max(whole, 1) }
    progress.advance(to: whole, of: max((total ?? 0) >> 20, whole + 1))
  }

  func end() {
    let all = last.withLock { $0 }
    progress.advance(to: all, of: all)
  }
}
