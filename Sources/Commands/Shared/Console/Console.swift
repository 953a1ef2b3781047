import Foundation

/// Results go to standard output; progress and diagnostics to standard error.
package enum Console {
  package static func error(_ line: String) { write(line + "\n", to: .standardError) }

  package static func out(_ line: String) { write(line + "\n", to: .standardOutput) }

  package static func write(_ text: String, to handle: FileHandle) {
    // A closed pipe (`| head`) is the reader's choice, not an error.
    try? handle.write(contentsOf: Data(text.utf8))
  }

  package static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  package static var standardOutputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns of the terminal, 80 where it doesn't say.
  package static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
