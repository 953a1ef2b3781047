import Foundation
import Support

/// Results go to standard output; progress and diagnostics to standard error.
///
/// Names of classes, models and files are others' text: control characters in it are escaped here, so that none of it
/// reaches a terminal.
package enum Console {
  /// Writes a line to standard error; if it can't be written, only the line is lost.
  package static func error(_ line: String) { write(line.printable + "\n") }

  /// Writes a result and `terminator` to standard output.
  ///
  /// Throws `OutputError`, so that an undelivered result never counts as delivered.
  package static func out(_ text: String, terminator: String = "\n") throws(OutputError) {
    try send(text.printable + terminator)
  }

  /// Writes an image, whose control characters are meant for the terminal, to standard output. Throws `OutputError`.
  package static func image(_ text: String) throws(OutputError) { try send(text) }

  private static func send(_ text: String) throws(OutputError) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        bytes.removeFirst(count)
      } else if errno == EPIPE {
        throw .closed
      } else if errno != EINTR {
        throw .failed(reason: SystemReason.last)
      }
    }
  }

  /// Writes to standard error unchanged, as much as can be written.
  package static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Whether standard error is shown to a person.
  package static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  /// Whether standard output is shown to a person.
  package static var standardOutputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns of standard output's terminal, 80 where it doesn't say.
  package static var width: Int { columns(of: STDOUT_FILENO) }

  /// Columns of a terminal, 80 where it doesn't say.
  static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}

/// Why a result did not reach standard output.
package enum OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reader of a pipe left, as `head` does: its choice, and the end of the work.
  case closed
  case failed(reason: String)

  package var description: String {
    switch self {
    case .closed: "Standard output was closed by its reader."
    case .failed(let reason): "Standard output can't be written (\(reason)); the results are incomplete."
    }
  }
}
