/// Reports nothing: for all processes but the first, and when standard error is in use.
package struct SilentProgress: ProgressReporter {
  package init() {}
  package func begin(_ what: String, total: Int) {}
  package func advance(to done: Int, of total: Int) {}
  package func note(_ sentence: String) {}
}
