/// Hears how far long work has come; a bar on a terminal, plain lines elsewhere.
package protocol ProgressReporter: Sendable {
  /// A new piece of work begins; `what` names it for people.
  func begin(_ what: String, total: Int)
  /// So many of the pieces are done.
  func advance(to done: Int, of total: Int)
  /// Something worth knowing, one sentence.
  func note(_ sentence: String)
}
