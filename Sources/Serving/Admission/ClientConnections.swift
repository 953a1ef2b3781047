import Synchronization

/// How many connections each client has open.
package final class ClientConnections: Sendable {
  private let limit: Int
  private let open = Mutex<[String: Int]>([:])

  package init(limit: Int) { self.limit = limit }

  /// Counts a new connection, or returns false when the client has its limit already.
  package func enter(_ client: String) -> Bool {
    open.withLock { open in
      let count = open[client, default: 0]
      guard count < limit else { return false }
      open[client] = count + 1
      return true
    }
  }

  /// Counts a connection that `enter` counted as closed.
  package func leave(_ client: String) {
    open.withLock { open in
      let count = open[client, default: 0]
      open[client] = count > 1 ? count - 1 : nil
    }
  }

  /// How many clients have connections.
  package var clients: Int { open.withLock { $0.count } }
}
