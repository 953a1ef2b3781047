/// How far it is.
package struct SyncProgress: Sendable {
  /// Bytes to transfer.
  package let total: Int
  /// Bytes transferred so far.
  package let done: Int

  package init(total: Int, done: Int) {
    self.total = total
    self.done = done
  }
}
