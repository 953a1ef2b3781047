import Synchronization

/// How many bytes of request bodies may be in memory at a time, all requests together.
package final class BodyBudget: Sendable {
  private let left: Mutex<Int>

  package init(bytes: Int) { left = Mutex(bytes) }

  /// Takes a part of the budget, or gives false when it is spent.
  package func take(_ count: Int) -> Bool {
    left.withLock {
      guard count <= $0 else { return false }
      $0 -= count
      return true
    }
  }

  package func giveBack(_ count: Int) { left.withLock { $0 += count } }

  package var available: Int { left.withLock { $0 } }
}
