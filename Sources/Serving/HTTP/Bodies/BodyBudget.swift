import Synchronization

/// How many bytes of request bodies may be in memory at a time, all requests together.
package final class BodyBudget: Sendable {
  private let left: Mutex<Int>

  /// A budget of as many bytes.
  package init(bytes: Int) { left = Mutex(bytes) }

  /// Takes a part of the budget, or returns false when it is spent.
  package func reserve(_ count: Int) -> Bool {
    left.withLock {
      guard count <= $0 else { return false }
      $0 -= count
      return true
    }
  }

  /// Returns bytes that are no longer held.
  package func giveBack(_ count: Int) { left.withLock { $0 += count } }

  /// Bytes that nobody holds.
  package var available: Int { left.withLock { $0 } }

  /// What one request has taken; given back when nobody holds it any more.
  package final class Share: Sendable {
    private let budget: BodyBudget
    private let taken = Mutex(0)

    package init(of budget: BodyBudget) { self.budget = budget }

    deinit { budget.giveBack(taken.withLock { $0 }) }

    /// Takes more of the budget, or returns false when it is spent.
    package func grow(by count: Int) -> Bool {
      guard budget.reserve(count) else { return false }
      taken.withLock { $0 += count }
      return true
    }
  }
}
