import Foundation

/// How a server ends where it crashes.
enum Crashes {
  /// Lets it end at once, unless `SWIFT_BACKTRACE` is set: the stack that Swift writes otherwise takes up to a minute and
  /// more, in which the port stays taken.
  static func endAtOnce() {
    guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil else { return }
    for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
  }
}
