import GoogleCloud
import ObjectStorage
import Support
import Synchronization

/// Shows how many megabytes were transferred; nothing for less than one.
final class TransferProgress: Sendable {
  private let what: String
  private let progress: any ProgressReporter
  private let hasBegun = Mutex(false)

  init(_ what: String, _ progress: any ProgressReporter) {
    self.what = what
    self.progress = progress
  }

  var closure: @Sendable (SyncProgress) -> Void {
    { state in
      let total = state.total >> 20
      guard total > 0 else { return }
      let isFirst = self.hasBegun.withLock { begun in
        defer { begun = true }
        return !begun
      }
      if isFirst { self.progress.begin("\(self.what), MB", total: total) }
      self.progress.advance(to: min(total, state.done >> 20), of: total)
    }
  }
}
