/// Reports the progress of long work: a bar on a terminal, plain lines elsewhere.
package protocol ProgressReporter: Sendable {
  /// A new piece of work begins; `what` names it for people.
  func begin(_ what: String, total: Int)
  /// This many of the pieces are done.
  func advance(to done: Int, of total: Int)
  /// Something worth knowing, one sentence.
  func note(_ sentence: String)
}
